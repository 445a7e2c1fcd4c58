package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LaterWorksTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void works_aboveTheLimit_neverRunTogether() throws InterruptedException {
    LaterWorks works = new LaterWorks(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    for (int i = 0; i < 200; i++) {
      works.start(
          "test",
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
          });
    }

    assertTrue(works.awaitIdle(LONG));
    assertTrue(most.get() <= 3, most::toString);
  }

  @Test
  void work_thatIsStuck_isNotWaitedForLonger() throws InterruptedException {
    LaterWorks works = new LaterWorks(1);
    Semaphore gate = new Semaphore(0);
    works.start("test", gate::acquireUninterruptibly);

    assertFalse(works.awaitIdle(Duration.ofMillis(1)));
    gate.release();

    assertTrue(works.awaitIdle(LONG));
    assertEquals(0, gate.availablePermits());
  }
}
