package io.paretoscope.checkpoint;

/** A pickle holds something that a file of tensors has no need of. The message says what. */
final class PickleRefusal extends Exception {
    PickleRefusal(String what) {
        super(what);
    }
}
