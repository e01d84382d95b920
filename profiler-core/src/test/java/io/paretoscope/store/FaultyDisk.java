package io.paretoscope.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A disk, by the name of {@value #NAME} in H2, that can become full or lose its power. What was written since it was last told
 * to write everything through is then there in part: some writes and not others, whatever their order, and one of them torn.
 */
public final class FaultyDisk extends FilePathWrapper {
    static final String NAME = "faulty";

    private static final int SECTOR = 512;
    private static final Faults FAULTS = new Faults();

    /** A write, or with no bytes a truncation to {@code position}. */
    private static final class Change {
        private final long position;
        private final byte[] bytes;

        Change(long position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }

        long position() {
            return position;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** For H2, which makes one for each path. */
    public FaultyDisk() {}

    /** The one disk of that name, without faults and without memory of earlier tests. */
    static Faults faults() {
        FilePath.register(new FaultyDisk());
        FAULTS.reset();
        return FAULTS;
    }

    @Override
    public String getScheme() {
        return NAME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel base = getBase().open(mode);
        FAULTS.opened(base);
        return new Channel(base);
    }

    /** What is wrong with the disk. One file at a time is written on it. */
    static final class Faults {
        private byte[] durable = new byte[0];
        private final List<Change> pending = new ArrayList<>();
        private long freeBytes;
        private int writesUntilPowerLoss;
        private boolean dead;
        private Random random = new Random(0);

        private synchronized void reset() {
            durable = new byte[0];
            pending.clear();
            freeBytes = Long.MAX_VALUE;
            writesUntilPowerLoss = Integer.MAX_VALUE;
            dead = false;
        }

        /** Lets the file grow by so many bytes. */
        synchronized void leaveFree(long bytes) {
            freeBytes = bytes;
        }

        /** Cuts the power at that write from now. */
        synchronized void losePowerAfter(int writes, Random chance) {
            writesUntilPowerLoss = writes;
            random = chance;
        }

        /** Cuts the power now. */
        synchronized void losePower(Random chance) {
            dead = true;
            random = chance;
        }

        /** What is in a file when it is opened was written through long ago. */
        private synchronized void opened(FileChannel base) throws IOException {
            if (pending.isEmpty()) {
                ByteBuffer whole = ByteBuffer.allocate((int) base.size());
                while (whole.hasRemaining() && base.read(whole, whole.position()) >= 0) {
                    // Until all of it is read.
                }
                durable = whole.array();
            }
        }

        synchronized boolean isDead() {
            return dead;
        }

        /** What is on the disk when the power comes back, where it was cut. */
        synchronized void restore(Path file) throws IOException {
            List<Change> some = new ArrayList<>(pending);
            Collections.shuffle(some, random);
            byte[] image = durable;
            int torn = some.isEmpty() ? -1 : random.nextInt(some.size());
            for (int i = 0; i < some.size(); i++) {
                Change change = some.get(i);
                if (i == torn && change.bytes().length > SECTOR) {
                    int sectors = random.nextInt(change.bytes().length / SECTOR + 1);
                    image = apply(image,
                            new Change(change.position(), Arrays.copyOf(change.bytes(), sectors * SECTOR)));
                } else if (random.nextBoolean()) {
                    image = apply(image, change);
                }
            }
            Files.write(file, image);
        }

        private synchronized void write(FileChannel base, ByteBuffer from, long position) throws IOException {
            if (dead || --writesUntilPowerLoss < 0) {
                dead = true;
                throw new IOException("the power is gone");
            }
            long growth = position + from.remaining() - base.size();
            if (growth > freeBytes) {
                int fits = (int) Math.max(0, from.remaining() - (growth - freeBytes));
                base.write(from.duplicate().limit(from.position() + fits), position);
                throw new IOException("No space left on device");
            }
            freeBytes -= Math.max(0, growth);
            byte[] bytes = new byte[from.remaining()];
            from.duplicate().get(bytes);
            pending.add(new Change(position, bytes));
        }

        private synchronized void truncate(long size) throws IOException {
            alive();
            pending.add(new Change(size, new byte[0]));
        }

        private synchronized void writeThrough() throws IOException {
            alive();
            for (Change change : pending) {
                durable = apply(durable, change);
            }
            pending.clear();
        }

        private synchronized void alive() throws IOException {
            if (dead) {
                throw new IOException("the power is gone");
            }
        }

        private static byte[] apply(byte[] image, Change change) {
            int position = (int) change.position();
            if (change.bytes().length == 0) {
                return position < image.length ? Arrays.copyOf(image, position) : image;
            }
            byte[] changed = Arrays.copyOf(image, Math.max(image.length, position + change.bytes().length));
            System.arraycopy(change.bytes(), 0, changed, position, change.bytes().length);
            return changed;
        }
    }

    /** A file, whose faults are the disk's. */
    private static final class Channel extends FileBaseDefault {
        private final FileChannel base;

        Channel(FileChannel base) {
            this.base = base;
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            FAULTS.write(base, from, position);
            return base.write(from, position);
        }

        @Override
        public synchronized int read(ByteBuffer to, long position) throws IOException {
            FAULTS.alive();
            return base.read(to, position);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            base.force(metaData);
            FAULTS.writeThrough();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            FAULTS.truncate(size);
            base.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return base.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
