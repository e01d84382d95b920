package io.paretoscope.chart;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.decision.Footnotes;
import io.paretoscope.decision.FrontText;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jfree.data.xy.AbstractXYDataset;

/** The points of a front that have both metrics, one series for each model and way of sharing the device. Changes with one event. */
final class FrontDataset extends AbstractXYDataset {
    private static final long serialVersionUID = 1;

    private record Series(String name, List<Front.Member> members) {}

    private transient Optional<Front> front = Optional.empty();
    private transient List<Series> series = List.of();

    void show(Front newFront) {
        front = Optional.of(newFront);
        series = newFront.members()
                .stream()
                .map(member -> member.candidate().series())
                .distinct()
                .map(name -> new Series(name, newFront.members()
                        .stream()
                        .filter(member -> member.candidate().series().equals(name)
                                && !(member.standing() instanceof Front.Standing.LeftOut))
                        .toList()))
                .toList();
        fireDatasetChanged();
    }

    void clear() {
        front = Optional.empty();
        series = List.of();
        fireDatasetChanged();
    }

    boolean onFront(int seriesIndex, int itemIndex) {
        return member(seriesIndex, itemIndex).standing() instanceof Front.Standing.OnFront;
    }

    /** Whether the intervals leave open where a point stands. */
    boolean undecided(int seriesIndex, int itemIndex) {
        return undecided(member(seriesIndex, itemIndex));
    }

    private static boolean undecided(Front.Member member) {
        return switch (member.standing()) {
            case Front.Standing.OnFront(boolean certain) -> !certain;
            case Front.Standing.Dominated(Candidate ignored, boolean certain) -> !certain;
            case Front.Standing.LeftOut ignored -> false;
        };
    }

    /** What the signs mean that are in the chart. */
    String signs() {
        List<Front.Member> members = series.stream().flatMap(one -> one.members().stream()).toList();
        List<String> meanings = new ArrayList<>();
        if (members.stream().anyMatch(member -> member.standing() instanceof Front.Standing.OnFront)) {
            meanings.add("line: the front");
        }
        if (members.stream().anyMatch(member -> member.standing() instanceof Front.Standing.Dominated)) {
            meanings.add("pale: dominated");
        }
        if (members.stream().anyMatch(FrontDataset::undecided)) {
            meanings.add("ringed: undecided within the 95 % intervals");
        }
        return String.join(", ", meanings);
    }

    /** Everything about one point, for a tooltip. */
    String describe(int seriesIndex, int itemIndex) {
        Front.Member member = member(seriesIndex, itemIndex);
        StringBuilder text = new StringBuilder(member.candidate().label());
        for (Metric metric : metrics()) {
            text.append('\n')
                    .append(metric.label())
                    .append(' ')
                    .append(MetricDisplay.explanation(metric, member.candidate().reading(metric)));
        }
        return text.append('\n').append(FrontText.standing(member.standing(), new Footnotes())).toString();
    }

    private List<Metric> metrics() {
        return front.orElseThrow().metrics();
    }

    private Front.Member member(int seriesIndex, int itemIndex) {
        return series.get(seriesIndex).members().get(itemIndex);
    }

    private static double value(Front.Member member, Metric metric) {
        return MetricDisplay.scaled(metric, member.candidate().reading(metric).asDouble().orElseThrow());
    }

    @Override
    public int getSeriesCount() {
        return series.size();
    }

    @Override
    public String getSeriesKey(int seriesIndex) {
        return series.get(seriesIndex).name();
    }

    @Override
    public int getItemCount(int seriesIndex) {
        return series.get(seriesIndex).members().size();
    }

    @Override
    public Number getX(int seriesIndex, int itemIndex) {
        return getXValue(seriesIndex, itemIndex);
    }

    /** {@inheritDoc} The second metric runs to the right. */
    @Override
    public double getXValue(int seriesIndex, int itemIndex) {
        return value(member(seriesIndex, itemIndex), metrics().get(1));
    }

    @Override
    public Number getY(int seriesIndex, int itemIndex) {
        return getYValue(seriesIndex, itemIndex);
    }

    /** {@inheritDoc} The first metric runs upwards. */
    @Override
    public double getYValue(int seriesIndex, int itemIndex) {
        return value(member(seriesIndex, itemIndex), metrics().getFirst());
    }
}
