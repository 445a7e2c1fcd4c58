package io.arvfs.mount.fuse;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;

/**
 * One stretch of a directory on its way to the kernel. Fill it with the entries that follow the
 * cookie asked for, in a stable order, until it is full or they end. {@code .} and {@code ..} are
 * added by the session and never by the implementation.
 *
 * <p>A cookie is the implementation's own mark of a place: positive, at most {@link #MAX_COOKIE},
 * and good until the directory is closed, whatever is deleted meanwhile. The one given with an
 * entry is the place just after it; 0 is the beginning. Confined to the thread that answers.
 */
public interface Listing {

  /** The largest cookie; the session needs the few above. */
  long MAX_COOKIE = Long.MAX_VALUE - 2;

  /** Adds an entry by what it is; false, and nothing is added, if the listing is full. */
  boolean add(Name name, Ino shownIno, Kind kind, long nextCookie);

  /**
   * Adds an entry with its whole node; false, and nothing is added, if the listing is full. If
   * {@link #wantsNodes} this counts as one lookup of the node, as {@link InodeOperations#forget}
   * will tell; else only name, number and kind go out.
   */
  boolean add(Name name, Node node, long nextCookie);

  /**
   * Whether whole nodes are of use. If so, an entry added without its node is still listed, and the
   * kernel looks it up when somebody asks.
   */
  boolean wantsNodes();
}
