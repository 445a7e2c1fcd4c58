package io.arvfs.journal;

/** What an entry or its bytes are for: whether they may use the {@link Reserve}. */
public enum Purpose {
  /** What may be refused on a full disk. */
  ORDINARY,
  /** What frees space, or what must be noted whatever happens: it works on a full disk too. */
  FREEING
}
