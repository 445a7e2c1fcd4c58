package io.arvfs.mount.fuse;

import java.time.Instant;

/** A time to set on a node: an exact one, or whatever the volume's clock says when it is set. */
public sealed interface Stamp {

  /** This very time. */
  record Exactly(Instant time) implements Stamp {}

  /** The time at which the change is made. */
  record Now() implements Stamp {}
}
