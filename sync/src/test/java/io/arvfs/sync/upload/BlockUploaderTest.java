package io.arvfs.sync.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.KeepFullException;
import io.arvfs.sync.arvados.Md5;
import io.arvfs.sync.arvados.Replication;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockUploaderTest {

  /** A slice's key is its whole content. */
  private static final SliceSource<String> TEXT =
      (slice, skip, buffer, offset, length) -> {
        byte[] all = slice.key().getBytes(US_ASCII);
        System.arraycopy(all, (int) skip, buffer, offset, length);
      };

  private static final Replication ANY = Replication.clusterDefault();

  private static List<PackedBlock<String>> blocks(int blockSize, String... contents) {
    List<Slice<String>> slices = new ArrayList<>();
    for (String content : contents) {
      slices.add(new Slice<>(content, content.length()));
    }
    return BlockPacker.pack(slices, blockSize);
  }

  private static BlockUploader uploader(MemoryKeep keep, int parallel, int buffers) {
    return new BlockUploader(keep, new RealTasks(), new UploadLimits(parallel, buffers));
  }

  @Test
  void upload_severalBlocks_storesAndReportsEach() throws IOException {
    MemoryKeep keep = new MemoryKeep();
    List<StoredBlock<String>> stored = new ArrayList<>();

    uploader(keep, 2, 2).upload(blocks(4, "ab", "cd", "efghij"), TEXT, ANY, stored::add);

    List<String> contents =
        stored.stream()
            .map(b -> new String(keep.blocks.get(b.locator().block()), US_ASCII))
            .sorted()
            .toList();
    assertEquals(List.of("abcd", "efgh", "ij"), contents);
  }

  @Test
  void upload_nothing_returns() throws IOException {
    uploader(new MemoryKeep(), 2, 2).upload(List.of(), TEXT, ANY, _ -> {});
  }

  @Test
  void upload_twoAtOnce_runBesideEachOtherAndNoMore() throws IOException {
    CountDownLatch both = new CountDownLatch(2);
    MemoryKeep keep =
        new MemoryKeep() {
          @Override
          void onTransfer(BlockId block) throws IOException {
            both.countDown();
            await(both);
          }
        };

    uploader(keep, 2, 2).upload(blocks(1, "a", "b", "c", "d"), TEXT, ANY, _ -> {});

    assertEquals(2, keep.mostUnderWay.get());
    assertEquals(4, keep.puts.get());
  }

  @Test
  void upload_fewerBuffersThanTasks_isBoundedByTheBuffers() throws IOException {
    MemoryKeep keep = new MemoryKeep();

    uploader(keep, 4, 1).upload(blocks(1, "a", "b", "c", "d"), TEXT, ANY, _ -> {});

    assertEquals(1, keep.mostUnderWay.get());
  }

  @Test
  void upload_keepFails_throwsThatAfterReportingWhatIsStored() {
    MemoryKeep keep =
        new MemoryKeep() {
          @Override
          void onTransfer(BlockId block) throws IOException {
            if (block.equals(Md5.blockOf("c".getBytes(US_ASCII), 1))) {
              throw new KeepFullException("Keep is full");
            }
          }
        };
    List<StoredBlock<String>> stored = new ArrayList<>();
    BlockUploader uploader = uploader(keep, 1, 1);
    List<PackedBlock<String>> blocks = blocks(1, "a", "b", "c", "d", "e");

    assertThrows(KeepFullException.class, () -> uploader.upload(blocks, TEXT, ANY, stored::add));

    assertEquals(2, stored.size());
    assertEquals(3, keep.puts.get());
  }

  @Test
  void upload_sourceFails_throwsThatAndStoresNoHalfReadBlock() {
    MemoryKeep keep = new MemoryKeep();
    SliceSource<String> broken =
        (slice, skip, buffer, offset, length) -> {
          throw new IOException("checksum of " + slice.key());
        };
    BlockUploader uploader = uploader(keep, 2, 2);

    IOException thrown =
        assertThrows(
            IOException.class, () -> uploader.upload(blocks(4, "a"), broken, ANY, _ -> {}));

    assertEquals("checksum of a", thrown.getMessage());
    assertEquals(0, keep.puts.get());
  }

  @Test
  void upload_sourceHasABug_throwsItUnchanged() {
    IllegalStateException bug = new IllegalStateException("bug");
    BlockUploader uploader = uploader(new MemoryKeep(), 2, 2);

    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () ->
                uploader.upload(
                    blocks(4, "a"),
                    (_, _, _, _, _) -> {
                      throw bug;
                    },
                    ANY,
                    _ -> {}));

    assertSame(bug, thrown);
  }

  @Test
  void upload_sinkFails_beginsNothingNew() {
    MemoryKeep keep = new MemoryKeep();
    CountDownLatch joined = new CountDownLatch(1);
    Tasks tasks = new JoinWatchingTasks(joined::countDown);
    BlockUploader uploader = new BlockUploader(keep, tasks, new UploadLimits(1, 1));
    SliceSource<String> slow =
        (slice, skip, buffer, offset, length) -> {
          TEXT.read(slice, skip, buffer, offset, length);
          if (!slice.key().equals("a")) {
            await(joined);
          }
        };
    StoredSink<String> full =
        _ -> {
          throw new IOException("the journal is full");
        };

    IOException thrown =
        assertThrows(
            IOException.class,
            () -> uploader.upload(blocks(1, "a", "b", "c", "d"), slow, ANY, full));

    assertEquals("the journal is full", thrown.getMessage());
    assertTrue(keep.puts.get() <= 2, "the one under way may end, no other may begin");
  }

  @Test
  void upload_interrupted_returnsOnlyWhenNobodyReadsTheSourceAnyMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger reading = new AtomicInteger();
    SliceSource<String> endless =
        (_, _, _, _, _) -> {
          reading.incrementAndGet();
          begun.countDown();
          try {
            await(new CountDownLatch(1));
          } finally {
            reading.decrementAndGet();
          }
        };
    BlockUploader uploader = uploader(new MemoryKeep(), 2, 2);
    List<String> outcome = new CopyOnWriteArrayList<>();

    Tasks.Task caller =
        new RealTasks()
            .start(
                "caller",
                () -> {
                  assertThrows(
                      InterruptedIOException.class,
                      () -> uploader.upload(blocks(1, "a", "b"), endless, ANY, _ -> {}));
                  outcome.add("reading " + reading.get());
                });
    begun.await();
    caller.interrupt();
    caller.join();

    assertEquals(List.of("reading 0"), outcome);
  }

  @Test
  void upload_afterAFailedOne_hasItsBuffersBack() throws IOException {
    MemoryKeep keep = new MemoryKeep();
    BlockUploader uploader = uploader(keep, 2, 1);
    assertThrows(
        IOException.class,
        () ->
            uploader.upload(
                blocks(1, "a", "b"),
                (_, _, _, _, _) -> {
                  throw new IOException("unreadable");
                },
                ANY,
                _ -> {}));

    uploader.upload(blocks(1, "a", "b"), TEXT, ANY, _ -> {});

    assertEquals(2, keep.blocks.size());
  }

  @Test
  void limits_ofAMount_are128MiB() {
    assertEquals(128L << 20, (long) UploadLimits.standard().buffers() * BlockId.MAX_SIZE);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
