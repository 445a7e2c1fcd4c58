package io.arvfs.sync.arvados;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaCountTest {

  @Test
  void count_twoWantedOneStored_misses() {
    ReplicaCount count = new ReplicaCount(2, List.of());

    count.add("1", "");

    assertFalse(count.isEnough());
    assertEquals(1, count.missing());
  }

  @Test
  void count_serviceSaysNothing_storedOne() {
    ReplicaCount count = new ReplicaCount(1, List.of());

    count.add("", "");

    assertTrue(count.isEnough());
  }

  @Test
  void count_enoughCopiesOfTheWrongClass_misses() {
    ReplicaCount count = new ReplicaCount(2, List.of("hot", "cold"));

    count.add("2", "hot=2");

    assertFalse(count.isEnough());
    assertEquals(List.of("cold"), count.missingClasses());
  }

  @Test
  void count_classesOverSeveralAnswers_addUp() {
    ReplicaCount count = new ReplicaCount(2, List.of("hot", "cold"));

    count.add("2", "hot=1, cold=1");
    count.add("2", "hot=1,cold=1");

    assertTrue(count.isEnough());
  }

  @Test
  void count_serviceWithoutClasses_countsCopiesOnly() {
    ReplicaCount count = new ReplicaCount(1, List.of("hot"));

    count.add("1", "");

    assertTrue(count.isEnough());
  }
}
