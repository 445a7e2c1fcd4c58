package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.journal.event.Ino;
import io.arvfs.mount.fuse.Structs.Args;
import io.arvfs.mount.fuse.Structs.Buf;
import io.arvfs.mount.fuse.Structs.ConnInfo;
import io.arvfs.mount.fuse.Structs.Context;
import io.arvfs.mount.fuse.Structs.EntryParam;
import io.arvfs.mount.fuse.Structs.FileInfo;
import io.arvfs.mount.fuse.Structs.ForgetEntry;
import io.arvfs.mount.fuse.Structs.StatVfs;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * The tables of offsets against what a C compiler said of libfuse 3.14 and glibc: a slip of a
 * finger here would overwrite memory of the library.
 */
class StructsTest {

  @Test
  void stat_onX86_isAsCompiled() {
    assertEquals(
        new StatLayout(8, 24, 16, 8, 28, 32, 48, 56, 8, 64, 72, 88, 104, 144), StatLayout.X86_64);
  }

  @Test
  void stat_onArm_isAsCompiled() {
    assertEquals(
        new StatLayout(8, 16, 20, 4, 24, 28, 48, 56, 4, 64, 72, 88, 104, 128), StatLayout.AARCH64);
  }

  @Test
  void entryParam_isAsCompiled() {
    assertEquals(
        List.of(0, 8, 16, 160, 168, 176),
        List.of(
            EntryParam.INO,
            EntryParam.GENERATION,
            EntryParam.ATTR,
            EntryParam.attrTimeout(StatLayout.X86_64),
            EntryParam.entryTimeout(StatLayout.X86_64),
            EntryParam.size(StatLayout.X86_64)));
  }

  @Test
  void sessionStructures_areAsCompiled() {
    assertEquals(
        List.of(8, 16, 20, 24, 28, 32),
        List.of(
            ConnInfo.MAX_WRITE,
            ConnInfo.MAX_READAHEAD,
            ConnInfo.CAPABLE,
            ConnInfo.WANT,
            ConnInfo.MAX_BACKGROUND,
            ConnInfo.CONGESTION_THRESHOLD));
    assertEquals(
        List.of(0, 8, 16, 24), List.of(Args.COUNT, Args.VECTOR, Args.ALLOCATED, Args.SIZE));
    assertEquals(List.of(16, 64), List.of(Buf.MEMORY, Buf.SIZE));
  }

  @Test
  void requestStructures_areAsCompiled() {
    assertEquals(
        List.of(0, 4, 16, 4),
        List.of(FileInfo.FLAGS, FileInfo.BITS, FileInfo.HANDLE, FileInfo.KEEP_CACHE));
    assertEquals(List.of(0, 4), List.of(Context.UID, Context.GID));
    assertEquals(List.of(0, 8, 16), List.of(ForgetEntry.INO, ForgetEntry.COUNT, ForgetEntry.SIZE));
  }

  @Test
  void statvfs_isAsCompiled() {
    assertEquals(
        List.of(0, 8, 16, 24, 32, 40, 48, 56, 80, 112),
        List.of(
            StatVfs.BLOCK_SIZE,
            StatVfs.FRAGMENT_SIZE,
            StatVfs.BLOCKS,
            StatVfs.FREE,
            StatVfs.AVAILABLE,
            StatVfs.FILES,
            StatVfs.FILES_FREE,
            StatVfs.FILES_AVAILABLE,
            StatVfs.NAME_MAX,
            StatVfs.SIZE));
  }

  @Test
  void slots_areInTheOrderOfTheHeader() {
    assertEquals(
        "[0, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 152, 160,"
            + " 168, 176, 184, 192, 200, 208, 216, 224, 240, 304, 320, 328]",
        Arrays.stream(Slot.values()).map(Slot::offset).toList().toString());
    assertEquals(352, Slot.TABLE_SIZE);
  }

  @Test
  void change_isDecodedByItsMask() {
    long stat = new BufferPool().take(StatLayout.HERE.size()).address();
    Instant time = Instant.ofEpochSecond(3, 4);
    Node node = Node.of(new Ino(3), Kind.FILE, 9, 0640, 5, 6, 1, time);
    StatLayout.HERE.put(stat, node);

    AttributeChange all =
        ChangeMask.decode(
            stat, ChangeMask.MODE | ChangeMask.SIZE | ChangeMask.MODIFIED, OptionalLong.of(8));
    AttributeChange now =
        ChangeMask.decode(
            stat,
            ChangeMask.UID | ChangeMask.GID | ChangeMask.ACCESSED | ChangeMask.ACCESSED_NOW,
            OptionalLong.empty());

    assertEquals(
        new AttributeChange(
            OptionalLong.of(9),
            OptionalInt.of(0640),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.of(new Stamp.Exactly(time)),
            OptionalLong.of(8)),
        all);
    assertEquals(
        new AttributeChange(
            OptionalLong.empty(),
            OptionalInt.empty(),
            OptionalInt.of(5),
            OptionalInt.of(6),
            Optional.of(new Stamp.Now()),
            Optional.empty(),
            OptionalLong.empty()),
        now);
  }
}
