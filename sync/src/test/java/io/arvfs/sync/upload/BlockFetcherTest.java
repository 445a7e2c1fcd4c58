package io.arvfs.sync.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.AbandonedException;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Waiter;
import io.arvfs.sync.arvados.Locator;
import io.arvfs.sync.arvados.Md5;
import io.arvfs.sync.arvados.NoSuchBlockException;
import io.arvfs.sync.arvados.SignatureExpiredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BlockFetcherTest {

  private static final byte[] FOO = "foo".getBytes(US_ASCII);
  private static final BlockId ID = Md5.blockOf(FOO, 3);
  private static final Locator LOCATOR = new Locator(ID, List.of());
  private static final Locator FRESH = new Locator(ID, List.of("Kfresh"));

  private static BlockFetcher fetcher(MemoryKeep keep) {
    keep.blocks.put(ID, FOO);
    return new BlockFetcher(keep, new BlockCache(1 << 10), new RealTasks());
  }

  @Test
  void block_readTwice_isFetchedOnce() throws IOException {
    MemoryKeep keep = new MemoryKeep();
    BlockFetcher fetcher = fetcher(keep);

    byte[] first = fetcher.block(ID, () -> LOCATOR);
    byte[] second = fetcher.block(ID, () -> LOCATOR);

    assertSame(first, second);
    assertEquals(1, keep.gets.get());
  }

  @Test
  void block_manyReadersAtOnce_isFetchedOnce() throws Exception {
    CountDownLatch allAsked = new CountDownLatch(8);
    MemoryKeep keep =
        new MemoryKeep() {
          @Override
          void onTransfer(BlockId block) throws IOException {
            await(allAsked);
          }
        };
    BlockFetcher fetcher = fetcher(keep);
    ConcurrentLinkedQueue<byte[]> read = new ConcurrentLinkedQueue<>();

    List<Thread> readers = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      readers.add(
          Thread.startVirtualThread(
              () -> {
                allAsked.countDown();
                read.add(unchecked(fetcher, () -> LOCATOR));
              }));
    }
    for (Thread reader : readers) {
      reader.join();
    }

    assertEquals(8, read.size());
    assertEquals(1, keep.gets.get());
  }

  @Test
  void block_failed_isTriedAgainByTheNextReader() throws IOException {
    MemoryKeep keep = new MemoryKeep();
    BlockFetcher fetcher = fetcher(keep);
    keep.blocks.clear();
    assertThrows(NoSuchBlockException.class, () -> fetcher.block(ID, () -> LOCATOR));
    keep.blocks.put(ID, FOO);

    byte[] bytes = fetcher.block(ID, () -> LOCATOR);

    assertSame(FOO, bytes);
  }

  /** Refuses every locator but the fresh one. */
  private static final class Refusing extends MemoryKeep {

    @Override
    public byte[] get(Locator locator) throws IOException {
      byte[] bytes = super.get(locator);
      if (!locator.equals(FRESH)) {
        throw new SignatureExpiredException("expired");
      }
      return bytes;
    }
  }

  @Test
  void block_signatureRefused_isReadWithAFreshLocator() throws IOException {
    Refusing keep = new Refusing();

    byte[] bytes = fetcher(keep).block(ID, renewing(FRESH));

    assertSame(FOO, bytes);
    assertEquals(2, keep.gets.get());
  }

  @Test
  void block_noFreshLocator_isNotAskedForAgain() {
    Refusing keep = new Refusing();
    BlockFetcher fetcher = fetcher(keep);

    assertThrows(SignatureExpiredException.class, () -> fetcher.block(ID, () -> LOCATOR));

    assertEquals(1, keep.gets.get());
  }

  @Test
  void block_firstReadersLocatorRefused_secondReadsWithItsOwn() throws Exception {
    CountDownLatch flying = new CountDownLatch(1);
    CountDownLatch secondCame = new CountDownLatch(1);
    BlockFetcher fetcher = fetcher(new Refusing());
    LocatorSupplier slow =
        () -> {
          flying.countDown();
          await(secondCame);
          return LOCATOR;
        };
    Thread first =
        Thread.startVirtualThread(
            () -> assertThrows(SignatureExpiredException.class, () -> fetcher.block(ID, slow)));
    flying.await();
    ConcurrentLinkedQueue<byte[]> read = new ConcurrentLinkedQueue<>();
    Thread second =
        Thread.startVirtualThread(
            () -> {
              secondCame.countDown();
              read.add(unchecked(fetcher, () -> FRESH));
            });
    first.join();
    second.join();

    assertSame(FOO, read.peek());
  }

  @Test
  void block_whoseReaderLeaves_fliesOnForTheNext() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    MemoryKeep keep =
        new MemoryKeep() {
          @Override
          void onTransfer(BlockId block) throws IOException {
            asked.countDown();
            await(answered);
          }
        };
    BlockFetcher fetcher = fetcher(keep);
    Waiter waiter = new Waiter();
    Thread leaving =
        Thread.startVirtualThread(
            () -> {
              awaitUnchecked(asked);
              waiter.leave();
            });

    assertThrows(
        AbandonedException.class, () -> waiter.call(() -> fetcher.block(ID, () -> LOCATOR)));

    leaving.join();
    answered.countDown();
    assertSame(FOO, fetcher.block(ID, () -> LOCATOR));
    assertEquals(1, keep.gets.get());
  }

  @Test
  void block_thatAnotherFetches_isLeftByWhoWaitsForItToo() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    LocatorSupplier slow =
        () -> {
          asked.countDown();
          await(answered);
          return LOCATOR;
        };
    BlockFetcher fetcher = fetcher(new MemoryKeep());
    Thread first = Thread.startVirtualThread(() -> unchecked(fetcher, slow));
    asked.await();
    Waiter waiter = new Waiter();
    waiter.leave();

    assertThrows(
        AbandonedException.class, () -> waiter.call(() -> fetcher.block(ID, () -> LOCATOR)));

    answered.countDown();
    first.join();
  }

  @Test
  void block_locatorOfAnother_isABug() {
    BlockFetcher fetcher = fetcher(new MemoryKeep());
    Locator other = new Locator(Md5.blockOf(FOO, 2), List.of());

    assertThrows(IllegalStateException.class, () -> fetcher.block(ID, () -> other));
  }

  private static LocatorSupplier renewing(Locator fresh) {
    return new LocatorSupplier() {
      @Override
      public Locator locator() {
        return LOCATOR;
      }

      @Override
      public Locator fresh(Locator refused) {
        return fresh;
      }
    };
  }

  private static byte[] unchecked(BlockFetcher fetcher, LocatorSupplier locators) {
    try {
      return fetcher.block(ID, locators);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      await(latch);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
