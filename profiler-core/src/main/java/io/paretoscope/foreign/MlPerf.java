package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Results of MLPerf Inference: the {@code summary.csv} of its submission checker ({@code tools/submission/submission_checker}: the
 * columns of {@code results.py}, the units of {@code constants.py}), or a table with the names of the published results
 * ({@code Performance_Result}, {@code Performance_Units}, {@code Accelerator}). A row is one number, and its unit tells which. Numbers are
 * of the whole system, whose accelerators the series names. Batches are not told.
 */
final class MlPerf implements Dialect {

    @Override
    public List<List<String>> marks() {
        return List.of(List.of("Scenario"), List.of("Result", "Performance_Result"),
                List.of("Units", "Performance_Units"), List.of("Model", "MlperfModel"));
    }

    @Override
    public Mapping mapping(Table.Row row) {
        String result = Dialect.present(row, "Result", "Performance_Result");
        String units = row.cell(Dialect.present(row, "Units", "Performance_Units"));
        Map<Metric, Mapping.Figure> figures = new LinkedHashMap<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        switch (units.toLowerCase(Locale.ROOT)) {
            case "tokens/s" -> figures.put(Metric.OUTPUT_THROUGHPUT, Mapping.Figure.of(result));
            case "samples/s" -> figures.put(Metric.REQUEST_THROUGHPUT, Mapping.Figure.of(result));
            case "queries/s" ->
                leftOut.put(result, "in " + units + ", what was sent; throughput here is what was finished");
            case "latency (ms)" ->
                leftOut.put(result, "in " + units + ", a 90th or 99th percentile; request latency here is a median");
            case "watts", "millijoules" ->
                leftOut.put(result, "in " + units + ", of the whole system at the wall; power here is of the device");
            default -> leftOut.put(result, "in '" + units + "', none of the metrics here");
        }
        Map<Coordinate, Mapping.Source> coordinates = Map.of(Coordinate.MODEL,
                new Mapping.Source.Column(Dialect.present(row, "Model", "MlperfModel"), true),
                Coordinate.DEVICE,
                new Mapping.Source.Column(Dialect.present(row, "accelerator_model_name", "Accelerator"), false));
        return new Mapping(coordinates, figures,
                List.of(new Mapping.SeriesPart("", "Scenario", ""),
                        new Mapping.SeriesPart("", Dialect.present(row, "SystemName", "System"), ""),
                        new Mapping.SeriesPart("", Dialect.present(row, "accelerators_per_node", "a#"),
                                " accelerators a node"),
                        new Mapping.SeriesPart("", Dialect.present(row, "number_of_nodes", "Nodes"), " nodes"),
                        new Mapping.SeriesPart("", Dialect.present(row, "Organization", "Submitter"), "")),
                List.of("Division", "Availability", "version", "framework", "weight_data_types"), List.of(), leftOut);
    }
}
