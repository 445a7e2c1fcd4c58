package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Names that would do something to a terminal, in {@link EntryLines}. */
class EntryLinesTest {

  /** An escape, a C1 control sequence, a delete, a right-to-left override, a line separator. */
  private static final String UNRULY = "a\u001b[31mb\u009b2Jc\u007fd\u202ee\u2028f\\ng";

  private static boolean isTame(String line) {
    return line.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  @Test
  void path_movesNoCursorAndStandsForOneNameAlone() {
    assertTrue(isTame(EntryLines.path(UNRULY)), EntryLines.path(UNRULY));
    assertEquals("new\\nline", EntryLines.path("new\nline"));
    assertEquals("new\\\\nline", EntryLines.path("new\\nline"));
    assertEquals("é 😀", EntryLines.path("é 😀"));
  }

  @Test
  void json_movesNoCursorAndSaysTheSame() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();

    String json = EntryLines.json(mapper.writeValueAsString(UNRULY));

    assertTrue(isTame(json), json);
    assertEquals(UNRULY, mapper.readValue(json, String.class));
  }

  @Test
  void plainLine_isAsItIsButForWhatMovesACursor() {
    assertTrue(isTame(EntryLines.plain(UNRULY)), EntryLines.plain(UNRULY));
    assertEquals("it's plain: é\\n", EntryLines.plain("it's plain: é\\n"));
  }
}
