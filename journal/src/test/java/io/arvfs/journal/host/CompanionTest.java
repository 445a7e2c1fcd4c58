package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class CompanionTest {

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @Test
  void doBoth_againAndAgain_doesEachOnceBesideTheOther() throws IOException {
    try (Companion companion = new Companion(new RealTasks(), "companion")) {
      for (int i = 0; i < 1000; i++) {
        CountDownLatch both = new CountDownLatch(2);
        companion.doBoth(() -> meet(both), () -> meet(both));
      }
    }
    assertEquals(2000, done.size());
  }

  /** Ends only if somebody else is in here at the same time. */
  private void meet(CountDownLatch both) throws IOException {
    both.countDown();
    try {
      both.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    done.add("met");
  }

  @Test
  void doBoth_oneFails_throwsItWhenTheOtherHasEndedToo() throws IOException {
    try (Companion companion = new Companion(new RealTasks(), "companion")) {
      IOException failure = new IOException("no disk");
      Beside.Work failing =
          () -> {
            throw failure;
          };

      assertSame(
          failure,
          assertThrows(
              IOException.class, () -> companion.doBoth(() -> done.add("beside"), failing)));
      assertSame(
          failure,
          assertThrows(IOException.class, () -> companion.doBoth(failing, () -> done.add("here"))));
      companion.doBoth(() -> done.add("beside"), () -> {});

      assertEquals(List.of("beside", "here", "beside"), done);
    }
  }

  @Test
  void doBoth_whoAsksIsInterrupted_waitsAndStaysInterrupted() throws IOException {
    try (Companion companion = new Companion(new RealTasks(), "companion")) {
      CountDownLatch interrupted = new CountDownLatch(1);
      companion.doBoth(
          () -> meet(interrupted),
          () -> {
            Thread.currentThread().interrupt();
            interrupted.countDown();
          });

      assertEquals(List.of("met"), done);
      assertEquals(true, Thread.interrupted());
    }
  }

  @Test
  void doBoth_afterClose_doesBoth() throws IOException {
    Companion companion = new Companion(new RealTasks(), "companion");
    companion.close();

    companion.doBoth(() -> done.add("beside"), () -> done.add("here"));

    assertEquals(List.of("here", "beside"), done);
  }
}
