package io.paretoscope.cli;

import java.util.List;

/** What 'paretoscope predict' shows. */
interface PredictionPage {
    /** For a terminal. */
    List<String> lines();

    /** One JSON document. */
    String json();
}
