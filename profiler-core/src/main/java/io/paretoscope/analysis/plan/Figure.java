package io.paretoscope.analysis.plan;

/**
 * A number by which a plan is judged; less is better of every one.
 *
 * @param kind what it is
 * @param demand of which demand, from 0; 0 for those of the whole device
 */
record Figure(Kind kind, int demand) {

    /** What can be limited. */
    enum Kind {
        /** Bytes, of the device. */
        MEMORY(0),
        /** Watts, of the device. */
        POWER(1),
        /** Engines on the device. */
        ENGINES(2),
        /** Mean ITL of a demand, in ms. */
        ITL(3),
        /** TTFT of a demand, in ms. */
        TTFT(4),
        /** Request latency of a demand, in ms. */
        LATENCY(5),
        /** Rate of a demand over what its engines can do. */
        LOAD(6);

        private final int place;

        Kind(int place) {
            this.place = place;
        }
    }

    private static final int OF_DEVICE = 3;
    private static final int OF_DEMAND = 4;

    static final Figure MEMORY = new Figure(Kind.MEMORY, 0);
    static final Figure POWER = new Figure(Kind.POWER, 0);
    static final Figure ENGINES = new Figure(Kind.ENGINES, 0);

    /** How many figures there are of so many demands. */
    static int count(int demands) {
        return OF_DEVICE + OF_DEMAND * demands;
    }

    /** Its place among them. */
    int index() {
        return kind.place < OF_DEVICE ? kind.place : OF_DEMAND * demand + kind.place;
    }
}
