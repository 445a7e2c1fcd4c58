package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one request may ask for at once. */
class ReplaceFilesTest {

  private static final String BLOCK = " 37b51d194a7513e45b56f6524f2d51f2+3";

  /** To compare each with each would take many minutes. */
  private static final int MANY = 120_000;

  private record Texts(String current, String sent) implements ReplaceFiles.Sources {

    @Override
    public String byHash(String portableDataHash) {
      throw new IllegalStateException("nobody asked for " + portableDataHash);
    }
  }

  private static String apply(Map<String, String> plan, String current, String sent) {
    return ReplaceFiles.apply(plan, new Texts(current, sent), new Random(1));
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void targets_veryMany_takeTimeInProportion() {
    StringBuilder sent = new StringBuilder("./there").append(BLOCK);
    Map<String, String> plan = new LinkedHashMap<>();
    for (int file = 0; file < MANY; file++) {
      String name = "file-%06d".formatted(file);
      plan.put("/there/" + name, "manifest_text/there/" + name);
      sent.append(" 0:3:").append(name);
    }
    String text = sent.append('\n').toString();

    String result = apply(plan, "./there" + BLOCK + " 0:3:first\n", text);

    assertEquals(text.stripTrailing() + " 0:3:first\n", result);
  }

  @Test
  void target_belowAnother_isRefused() {
    String text = "." + BLOCK + " 0:3:f\n";

    for (String outer : new String[] {"/", "/a", "/a/b"}) {
      Map<String, String> plan = new LinkedHashMap<>();
      plan.put("/a/b/c", "manifest_text/f");
      plan.put("/a.x", "manifest_text/f");
      plan.put("/a/b!", "");
      plan.put(outer, "manifest_text/f");

      Refusal refusal = assertThrows(Refusal.class, () -> apply(plan, "", text), outer);
      assertEquals(400, refusal.status());
    }
  }
}
