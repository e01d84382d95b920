package io.paretoscope.download;

/** Hears how far a download is, on the thread that downloads. */
@FunctionalInterface
public interface Progress {
    /**
     * So much is there.
     *
     * @param file its name
     * @param done bytes that are on the disk
     * @param total bytes of the whole file
     */
    void at(String file, long done, long total);
}
