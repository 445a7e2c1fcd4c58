package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.mount.fuse.Structs.EntryParam;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Entries as the kernel reads them, held against what libfuse itself packs. */
class DirectoryReplyTest {

  private static final int CAPACITY = 4096;
  private static final FuseOptions OPTIONS =
      FuseOptions.of("test").withTimeouts(Duration.ofMillis(1500), Duration.ofNanos(2_000_000_007));

  private final BufferPool pool = new BufferPool();
  private final long ours = pool.take(CAPACITY).address();
  private final long theirs = pool.take(CAPACITY).address();
  private final long scratch = pool.take(CAPACITY).address();
  private final Native.Fuse fuse = Objects.requireNonNull(Native.fuse().fuse());

  private static Node node(long ino, Kind kind, long size) {
    return new Node(
        new Ino(ino),
        new Ino(ino),
        kind,
        size,
        0755,
        17,
        18,
        3,
        Instant.ofEpochSecond(1, 2),
        Instant.ofEpochSecond(1_700_000_000, 999_999_999),
        Instant.ofEpochSecond(5, 6),
        77);
  }

  @Property(tries = 300)
  void entry_packed_isWhatLibfusePacks(
      @ForAll("names") Name name,
      @ForAll @LongRange(min = 1) long ino,
      @ForAll @LongRange(min = 1, max = Listing.MAX_COOKIE) long cookie,
      @ForAll Kind kind) {
    DirectoryReply reply = new DirectoryReply(ours, CAPACITY, false, OPTIONS);

    assertTrue(reply.add(name, new Ino(ino), kind, cookie));

    StatLayout.HERE.put(scratch, node(ino, kind, 0));
    Memory.putString(scratch + 1024, name.bytes());
    long length = fuse.fuse_add_direntry(0, theirs, CAPACITY, scratch + 1024, scratch, cookie + 2);
    assertSame(length, reply);
  }

  @Property(tries = 300)
  void entryWithNode_packed_isWhatLibfusePacks(
      @ForAll @IntRange(min = 1, max = 255) int nameLength,
      @ForAll @LongRange(min = 1) long ino,
      @ForAll @LongRange(min = 0) long size,
      @ForAll Kind kind) {
    DirectoryReply reply = new DirectoryReply(ours, CAPACITY, true, OPTIONS);
    Name name = new Name("n".repeat(nameLength));

    assertTrue(reply.add(name, node(ino, kind, size), 9));

    Memory.clear(scratch, EntryParam.size(StatLayout.HERE));
    Memory.putLong(scratch + EntryParam.INO, ino);
    StatLayout.HERE.put(scratch + EntryParam.ATTR, node(ino, kind, size));
    Memory.putDouble(scratch + EntryParam.entryTimeout(StatLayout.HERE), 1.5);
    Memory.putDouble(scratch + EntryParam.attrTimeout(StatLayout.HERE), 2.000000007);
    Memory.putString(scratch + 1024, name.bytes());
    long length = fuse.fuse_add_direntry_plus(0, theirs, CAPACITY, scratch + 1024, scratch, 11);
    assertSame(length, reply);
    assertEquals(List.of(new Ino(ino)), reply.counted());
  }

  @Provide
  Arbitrary<Name> names() {
    Arbitrary<Byte> bytes = Arbitraries.bytes().filter(b -> b != 0 && b != '/');
    return bytes
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(Name.MAX_LENGTH)
        .filter(Name::isName)
        .map(Name::new);
  }

  private void assertSame(long length, DirectoryReply reply) {
    assertEquals(length, reply.used());
    assertArrayEquals(
        Memory.getBytes(theirs, (int) length), Memory.getBytes(ours, (int) reply.used()));
  }

  @Example
  void listing_thatIsFull_takesNoMore() {
    DirectoryReply reply = new DirectoryReply(ours, 100, false, OPTIONS);
    List<Boolean> taken = new ArrayList<>();

    for (int i = 1; i <= 4; i++) {
      taken.add(reply.add(new Name("nine-long"), new Ino(i), Kind.FILE, i));
    }

    assertEquals(List.of(true, true, false, false), taken);
    assertEquals(80, reply.used());
  }

  @Example
  void listing_thatIsFullForNodes_countsNone() {
    DirectoryReply reply = new DirectoryReply(ours, 100, true, OPTIONS);

    assertFalse(reply.add(new Name("n"), node(5, Kind.FILE, 1), 1));
    assertEquals(List.of(), reply.counted());
    assertEquals(0, reply.used());
  }

  @Example
  void dots_areListedOnceEach() {
    assertEquals(64, usedByDots(0));
    assertEquals(32, usedByDots(1));
    assertEquals(0, usedByDots(2));
    assertEquals(0, usedByDots(700));
    assertEquals(
        List.of(0L, 0L, 0L, 1L, 698L),
        List.of(
            DirectoryReply.cookie(0),
            DirectoryReply.cookie(1),
            DirectoryReply.cookie(2),
            DirectoryReply.cookie(3),
            DirectoryReply.cookie(700)));
  }

  private long usedByDots(long offset) {
    DirectoryReply reply = new DirectoryReply(ours, CAPACITY, false, OPTIONS);
    reply.addDots(Ino.ROOT, offset);
    return reply.used();
  }

  @Example
  void cookie_outOfBounds_isRefused() {
    DirectoryReply reply = new DirectoryReply(ours, CAPACITY, false, OPTIONS);
    Name name = new Name("n");

    assertThrows(IllegalArgumentException.class, () -> reply.add(name, Ino.ROOT, Kind.FILE, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> reply.add(name, Ino.ROOT, Kind.FILE, Long.MAX_VALUE - 1));
  }
}
