package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;

/**
 * How long the card takes for what a stream holds between two marks, by its own clock. Made by {@link CudaContext#timer}, and
 * confined to its thread.
 */
public final class CudaTimer extends CudaResource {
    private final Pointer start;
    private final Pointer end;

    CudaTimer(CudaContext context, Pointer start, Pointer end) {
        super(context);
        this.start = start;
        this.end = end;
    }

    /** Sets the first mark behind what the stream holds already. */
    public void start(CudaStream stream) throws CudaException {
        requireOpen();
        driver().check("cuEventRecord", driver().api().cuEventRecord(start, stream.pointer()));
    }

    /** Sets the second mark. */
    public void stop(CudaStream stream) throws CudaException {
        requireOpen();
        driver().check("cuEventRecord", driver().api().cuEventRecord(end, stream.pointer()));
    }

    /** Waits for the second mark, and tells the milliseconds between the two; the card counts about half microseconds. */
    public float millis() throws CudaException {
        requireOpen();
        driver().check("cuEventSynchronize", driver().api().cuEventSynchronize(end));
        FloatByReference millis = new FloatByReference();
        driver().check("cuEventElapsedTime", driver().api().cuEventElapsedTime(millis, start, end));
        return millis.getValue();
    }

    @Override
    void release() {
        driver().released("cuEventDestroy", driver().api().cuEventDestroy_v2(end));
        driver().released("cuEventDestroy", driver().api().cuEventDestroy_v2(start));
    }
}
