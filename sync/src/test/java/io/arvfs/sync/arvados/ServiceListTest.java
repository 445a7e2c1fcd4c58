package io.arvfs.sync.arvados;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ServiceListTest {

  private static final List<KeepService> OLD = List.of(service("old"));
  private static final List<KeepService> NEW = List.of(service("new"));

  private final SleeplessTasks pause = new SleeplessTasks();
  private final Queue<Wire.Step<List<KeepService>>> answers = new ArrayDeque<>();
  private final ServiceList services = new ServiceList(() -> answers.remove().run(), pause);

  private static KeepService service(String uuid) {
    return new KeepService(uuid, URI.create("http://x/"), "disk", false);
  }

  private static List<KeepService> unreachable() throws IOException {
    throw new ServerUnreachableException("away", false, null);
  }

  @Test
  void current_askedTwice_isDiscoveredOnce() throws IOException {
    answers.add(() -> OLD);

    services.current();

    assertEquals(OLD, services.current());
  }

  @Test
  void current_afterFiveMinutes_isDiscoveredAgain() throws IOException {
    answers.add(() -> OLD);
    answers.add(() -> NEW);
    services.current();

    pause.sleep(Duration.ofMinutes(5));

    assertEquals(NEW, services.current());
  }

  @Test
  void current_doubted_isDiscoveredAgain() throws IOException {
    answers.add(() -> OLD);
    answers.add(() -> NEW);
    services.current();

    services.doubt();

    assertEquals(NEW, services.current());
  }

  @Test
  void current_doubtedWhileTheApiIsAway_staysWhatItWas() throws IOException {
    answers.add(() -> OLD);
    answers.add(ServiceListTest::unreachable);
    services.current();

    services.doubt();

    assertEquals(OLD, services.current());
    assertEquals(OLD, services.current());
  }

  @Test
  void current_neverHeard_throwsWhatHappened() {
    answers.add(ServiceListTest::unreachable);

    assertThrows(ServerUnreachableException.class, services::current);
  }
}
