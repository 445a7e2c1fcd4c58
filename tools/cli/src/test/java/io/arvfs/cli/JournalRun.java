package io.arvfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** A run of {@code arv-fs-journal} within this process, and what came of it. */
public record JournalRun(int status, String out, String err) {

  /** Runs a verb with its arguments. */
  public static JournalRun run(Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JournalRun ran = run(out, words);
    return new JournalRun(ran.status(), out.toString(UTF_8), ran.err());
  }

  /** The same with another stdout. */
  static JournalRun run(OutputStream out, Object... words) {
    CommandLine line = new CommandLine(new ArvFsJournal());
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err));
    String[] arguments = List.of(words).stream().map(Object::toString).toArray(String[]::new);
    int status = Cli.run(line, new Results(out), arguments);
    return new JournalRun(status, "", err.toString());
  }

  /** It ended with {@code wanted}. */
  public JournalRun with(int wanted) {
    assertEquals(wanted, status, this::toString);
    return this;
  }

  /** A refusal: nothing but one line that says all of {@code words}. */
  public void refusing(String... words) {
    assertEquals(2, status, this::toString);
    assertEquals(1, err.lines().count(), this::toString);
    assertTrue(err.startsWith("arv-fs-journal: "), this::toString);
    for (String word : words) {
      assertTrue(err.contains(word), () -> word + " in " + this);
    }
    assertEquals("", out);
  }

  /** Its results have {@code word} in them. */
  public JournalRun saying(String word) {
    assertTrue(out.contains(word), this::toString);
    return this;
  }

  /** It said {@code word} on stderr. */
  public JournalRun complaining(String word) {
    assertTrue(err.contains(word), this::toString);
    return this;
  }
}
