package io.arvfs.sync.upload;

/**
 * A run of bytes to be stored, known to its owner by a key.
 *
 * @param length bytes; 0 is allowed and takes no room
 */
public record Slice<K>(K key, long length) {

  /**
   * @throws IllegalArgumentException if {@code length} is negative
   */
  public Slice {
    if (length < 0) {
      throw new IllegalArgumentException("a slice of " + length + " bytes");
    }
  }
}
