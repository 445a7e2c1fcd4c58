package io.arvfs.sync.ledger;

import io.arvfs.journal.index.Family;
import java.util.List;

/** The column families that hold the ledger. */
public final class LedgerFamilies {

  /** Ino → {@link Change}: changed since the last freeze. */
  static final Family DIRTY = new Family("dirty");

  /** Ino → {@link Change}: frozen, on its way. */
  static final Family PLANNED = new Family("planned");

  /** Ino and offset → extent, as frozen. */
  static final Family PLANNED_EXTENTS = new Family("planned-extent");

  /** Segment and offset → {@link Stored}: bytes that Keep has and no saved manifest names yet. */
  static final Family STORED = new Family("stored");

  /** Root → {@link CollectionState}. */
  static final Family COLLECTIONS = new Family("collection");

  /** Portable data hash of a manifest that events name. */
  static final Family ADOPTED = new Family("adopted");

  private LedgerFamilies() {}

  /** All of them, in the order of digests. */
  public static List<Family> all() {
    return List.of(DIRTY, PLANNED, PLANNED_EXTENTS, STORED, COLLECTIONS, ADOPTED);
  }
}
