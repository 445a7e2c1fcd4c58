package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;

/**
 * What an operation says to one request: a value, a refusal, or work that will say it later.
 *
 * <p>{@link Given} and {@link Refused} are answered at once, on the loop thread that asked.
 * Whatever may wait (network, force, back-pressure, a lock held across either) must come as {@link
 * Later}, or it holds a loop thread and in the end the whole mount.
 */
public sealed interface Answer<T> {

  /** Carried out, with this value. */
  record Given<T>(T value) implements Answer<T> {}

  /** Not carried out, for this reason. */
  record Refused<T>(Errno errno) implements Answer<T> {}

  /** Carried out by {@code work} on a virtual thread, and answered from there. */
  record Later<T>(Work<T> work) implements Answer<T> {}

  /** Shorthand for {@link Given}. */
  static <T> Answer<T> given(T value) {
    return new Given<>(value);
  }

  /** The {@link Given} of a request that has no value. */
  static Answer<Done> done() {
    return new Given<>(Done.DONE);
  }

  /** Shorthand for {@link Refused}. */
  static <T> Answer<T> refused(Errno errno) {
    return new Refused<>(errno);
  }

  /** Shorthand for {@link Later}. */
  static <T> Answer<T> later(Work<T> work) {
    return new Later<>(work);
  }
}
