package io.paretoscope.chart;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.SweepPlan;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a picture says above the plot, so that it can be understood away from the window.
 *
 * @param title what is shown
 * @param subtitle of which run, under what conditions
 */
public record ChartCaption(String title, String subtitle) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /** The caption of a chart of {@code run}, in the time zone of this machine. */
    public static ChartCaption of(StoredRun run, String title) {
        SweepPlan plan = run.plan();
        RunSummary summary = run.summary();
        StringBuilder subtitle = new StringBuilder();
        subtitle.append(plan.device()).append(" · ").append(plan.precision());
        if (!plan.device().isCpu()) {
            subtitle.append(" · ")
                    .append(plan.engines().stream().map(EngineKind::label).collect(Collectors.joining(", ")));
        }
        subtitle.append(" · prompt ").append(plan.promptTokens()).append(" + output ").append(plan.outputTokens());
        subtitle.append(" tokens · run ").append(summary.id()).append(" of ");
        subtitle.append(MINUTE.format(summary.startedAt().atZone(ZoneId.systemDefault())));
        if (summary.pointsFailed() > 0) {
            subtitle.append(" · ").append(summary.pointsFailed()).append(" failed");
        }
        if (summary.pointsSkipped() > 0) {
            subtitle.append(" · ").append(summary.pointsSkipped()).append(" skipped");
        }
        return new ChartCaption(title, subtitle.toString());
    }
}
