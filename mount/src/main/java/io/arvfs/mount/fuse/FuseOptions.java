package io.arvfs.mount.fuse;

import java.time.Duration;

/**
 * The limits and choices of one session.
 *
 * @param source what {@code df} and {@code mount} show as the file system
 * @param loopThreads how many threads receive requests; they answer from memory and never wait
 * @param laterLimit how many {@link Answer.Later} works run at once; more wait their turn without
 *     holding a loop thread, at most one for each waiting client thread
 * @param access who may enter
 * @param readOnly whether the kernel refuses every change with EROFS
 * @param entryTimeout how long the kernel trusts a name without asking again
 * @param attributeTimeout how long the kernel trusts attributes without asking again
 * @param directoryTimeout how long the kernel trusts names and attributes of directories, if that
 *     is longer: what changes them without the kernel must be pushed
 * @param extendedAttributes whether extended attributes are asked for; costs one more request with
 *     each write
 * @param readAheadKib how far the kernel reads ahead, in KiB; only root can raise it above 128
 * @param backgroundLimit how many read-ahead requests the kernel keeps under way
 * @param grace how long {@link FuseSession#close} lets what is under way finish
 */
public record FuseOptions(
    String source,
    int loopThreads,
    int laterLimit,
    Access access,
    boolean readOnly,
    Duration entryTimeout,
    Duration attributeTimeout,
    Duration directoryTimeout,
    boolean extendedAttributes,
    int readAheadKib,
    int backgroundLimit,
    Duration grace) {

  /** The most bytes one write request carries. */
  public static final int MAX_WRITE = 1 << 20;

  /**
   * @throws IllegalArgumentException if a number is not positive or a time is negative
   */
  public FuseOptions {
    requirePositive("loopThreads", loopThreads);
    requirePositive("laterLimit", laterLimit);
    requirePositive("readAheadKib", readAheadKib);
    requirePositive("backgroundLimit", backgroundLimit);
    if (entryTimeout.isNegative()
        || attributeTimeout.isNegative()
        || directoryTimeout.isNegative()
        || grace.isNegative()) {
      throw new IllegalArgumentException(
          "a negative time: %s, %s, %s, %s"
              .formatted(entryTimeout, attributeTimeout, directoryTimeout, grace));
    }
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " " + value);
    }
  }

  /** The defaults, for a file system that calls itself {@code source}. */
  public static FuseOptions of(String source) {
    return new FuseOptions(
        source,
        16,
        1024,
        Access.OWNER,
        false,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        false,
        1024,
        64,
        Duration.ofSeconds(10));
  }

  public FuseOptions withLoopThreads(int count) {
    return new FuseOptions(
        source,
        count,
        laterLimit,
        access,
        readOnly,
        entryTimeout,
        attributeTimeout,
        directoryTimeout,
        extendedAttributes,
        readAheadKib,
        backgroundLimit,
        grace);
  }

  public FuseOptions withLaterLimit(int count) {
    return new FuseOptions(
        source,
        loopThreads,
        count,
        access,
        readOnly,
        entryTimeout,
        attributeTimeout,
        directoryTimeout,
        extendedAttributes,
        readAheadKib,
        backgroundLimit,
        grace);
  }

  public FuseOptions withAccess(Access who) {
    return new FuseOptions(
        source,
        loopThreads,
        laterLimit,
        who,
        readOnly,
        entryTimeout,
        attributeTimeout,
        directoryTimeout,
        extendedAttributes,
        readAheadKib,
        backgroundLimit,
        grace);
  }

  public FuseOptions withReadOnly(boolean refuses) {
    return new FuseOptions(
        source,
        loopThreads,
        laterLimit,
        access,
        refuses,
        entryTimeout,
        attributeTimeout,
        directoryTimeout,
        extendedAttributes,
        readAheadKib,
        backgroundLimit,
        grace);
  }

  /** Lets the kernel trust names and attributes; changes must then be pushed. */
  public FuseOptions withTimeouts(Duration entry, Duration attribute) {
    return new FuseOptions(
        source,
        loopThreads,
        laterLimit,
        access,
        readOnly,
        entry,
        attribute,
        directoryTimeout,
        extendedAttributes,
        readAheadKib,
        backgroundLimit,
        grace);
  }

  /** Lets the kernel trust what it knows of directories; changes of them must then be pushed. */
  public FuseOptions withDirectoryTimeout(Duration time) {
    return new FuseOptions(
        source,
        loopThreads,
        laterLimit,
        access,
        readOnly,
        entryTimeout,
        attributeTimeout,
        time,
        extendedAttributes,
        readAheadKib,
        backgroundLimit,
        grace);
  }

  /** How long the kernel trusts the name of such a node. */
  Duration entryTimeout(Kind kind) {
    return kind == Kind.DIRECTORY ? longer(entryTimeout, directoryTimeout) : entryTimeout;
  }

  /** How long the kernel trusts the attributes of such a node. */
  Duration attributeTimeout(Kind kind) {
    return kind == Kind.DIRECTORY ? longer(attributeTimeout, directoryTimeout) : attributeTimeout;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  public FuseOptions withExtendedAttributes(boolean asked) {
    return new FuseOptions(
        source,
        loopThreads,
        laterLimit,
        access,
        readOnly,
        entryTimeout,
        attributeTimeout,
        directoryTimeout,
        asked,
        readAheadKib,
        backgroundLimit,
        grace);
  }

  public FuseOptions withReadAheadKib(int kib) {
    return new FuseOptions(
        source,
        loopThreads,
        laterLimit,
        access,
        readOnly,
        entryTimeout,
        attributeTimeout,
        directoryTimeout,
        extendedAttributes,
        kib,
        backgroundLimit,
        grace);
  }

  public FuseOptions withGrace(Duration time) {
    return new FuseOptions(
        source,
        loopThreads,
        laterLimit,
        access,
        readOnly,
        entryTimeout,
        attributeTimeout,
        directoryTimeout,
        extendedAttributes,
        readAheadKib,
        backgroundLimit,
        time);
  }
}
