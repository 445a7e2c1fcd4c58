package io.arvfs.journal.index;

/** A column family: rows of one kind, ordered by their keys' unsigned bytes. */
public record Family(String name) {

  @Override
  public String toString() {
    return name;
  }
}
