package io.paretoscope.cli;

import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Comparison;
import io.paretoscope.decision.Series;
import io.paretoscope.store.StoredForeignRun;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import java.util.List;
import java.util.Map;

/** A run that decisions can be made on: measured here, or imported. */
sealed interface ChosenRun {
    /** How it is shown: its number, of imported ones behind an F. */
    String name();

    /** What it is, in a few words. */
    String title();

    /** All of its points. */
    List<Candidate> candidates();

    /** Its points, in lists that differ in their batch alone. */
    List<List<Candidate>> series();

    /** Its points, to be compared with those of other runs. */
    Comparison.Side side();

    /** Under what it was measured, as far as that is known. */
    Conditions conditions();

    /** What was measured here; empty of imported ones. */
    List<PointResult> results();

    /** Its number in JSON; of imported ones a text such as {@code F1}. */
    JsonPrimitive id();

    /** Measured here. */
    record Measured(StoredRun run) implements ChosenRun {
        @Override
        public String name() {
            return Long.toString(run.summary().id());
        }

        @Override
        public String title() {
            return String.join(", ", run.summary().models()) + " on " + run.summary().device() + ", "
                    + run.summary().precision();
        }

        @Override
        public List<Candidate> candidates() {
            return Candidate.of(run.results());
        }

        @Override
        public List<List<Candidate>> series() {
            return Series.measured(run.results());
        }

        @Override
        public Comparison.Side side() {
            return Comparison.Side.of(name(), Candidate.comparable(run.results()));
        }

        @Override
        public Conditions conditions() {
            return run.conditions();
        }

        @Override
        public List<PointResult> results() {
            return run.results();
        }

        @Override
        public JsonPrimitive id() {
            return new JsonPrimitive(run.summary().id());
        }
    }

    /** By others. */
    record Imported(StoredForeignRun stored) implements ChosenRun {
        @Override
        public String name() {
            return stored.name();
        }

        @Override
        public String title() {
            return stored.run().title() + ", imported";
        }

        @Override
        public List<Candidate> candidates() {
            return Candidate.of(stored.run());
        }

        @Override
        public List<List<Candidate>> series() {
            return Series.of(candidates());
        }

        @Override
        public Comparison.Side side() {
            return Comparison.Side.of(name(), stored.run());
        }

        @Override
        public Conditions conditions() {
            return new Conditions(stored.run().conditions(), Map.of());
        }

        @Override
        public List<PointResult> results() {
            return List.of();
        }

        @Override
        public JsonPrimitive id() {
            return new JsonPrimitive(name());
        }
    }
}
