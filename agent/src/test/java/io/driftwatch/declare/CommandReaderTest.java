package io.driftwatch.declare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.driftwatch.declare.Meaning.CannotWork;
import io.driftwatch.declare.Meaning.NotUnderstood;
import io.driftwatch.declare.Meaning.Nothing;
import io.driftwatch.declare.Meaning.Steps;
import io.driftwatch.declare.Step.ChangeMode;
import io.driftwatch.declare.Step.ChangeOwner;
import io.driftwatch.declare.Step.Remove;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commands are understood, and as what. */
final class CommandReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm·/bin/touch => remove /bin/touch",
        "/bin/rm·-f·/a·/b => remove /a /b",
        "/usr/bin/rm·-rf·/a => remove -r /a",
        "rm·--recursive·--force·--·/a => remove -r /a",
        "rm·/a·-R => remove -r /a",
        "rm·-fv·--·/-r => remove /-r",
        "busybox·rm·/a => remove /a",
        "/bin/busybox·sh·-c·rm /a => remove /a",
        "unlink·/a => remove /a",
        "chmod·-R·a-w·/ => mode -R /",
        "chmod·a-w·-R·/ => mode -R /",
        "chmod·0444·/etc/passwd·/etc/group => mode /etc/passwd /etc/group",
        "chown·root·/a => owner 0:- /a",
        "chown·-R·33:0·/a => owner -R 33:0 /a",
        "chown·:5·/a => owner -:5 /a",
        "sh·-c·rm /a && chmod 0 /b => remove /a; if mode /b",
        "bash·-e·-u·-c·rm /a => remove /a",
        "/bin/sh·-c·rm /a·name·rm => remove /a",
        "sh·-c·rm '/a b' \"/c d\" /e\\ f => remove /a b /c d /e f",
        "sh·-c·rm '/$(x)*' \"/\\$y\" => remove /$(x)* /$y",
        "sh·-c·rm /a'b'\"c\"d => remove /abcd",
        "sh·-c·r''m /a => nothing",
        "sh·-c·true && rm /bin/touch && exec nginx -g 'daemon off;' => remove /bin/touch",
        "sh·-c·set -e; cd /tmp; rm /a; => remove /a",
        "sh·-c·exit 0; chown -R 9 /b => nothing",
        "sh·-c·rm /a && exec nginx; rm /b => remove /a; [exec]",
        "sh·-c·rm /a; exec nginx; rm /b => remove /a",
        "sh·-c·rm /a\n\nnginx &&\n rm /b; sleep x; rm /c => remove /a; [nginx]",
        "sh·-c·rm /a; nginx; echo done => remove /a",
        "sh·-c·false && rm /a; rm /b => remove /b; [false]",
        "sh·-c·false && exit; rm /b => remove /b",
        "sh·-c·false && nginx; rm /b => remove /b",
        "sh·-c·test -f /x && rm /a; rm /b => remove /b; [test]",
        "sh·-c·mkdir -p /x; cd /x; touch y; rm /b => remove /b",
        "sh·-c·echo x && true && : && rm /b => remove /b",
        "sh·-c·set -e; rm /a; true && rm /b => remove /a; if remove /b",
        "sh·-ec·rm /a; rm /b => remove /a; if remove /b",
        "sh·-ec·rm /a; test x; rm /b => remove /a; [test]",
        "sh·-ec·rm /a; false && true; rm /b => remove /a; [false]",
        "sh·-c·rm /a && rm /b; rm /c && true && rm /d => remove /a; if remove /b; remove /c; if remove /d",
        "sh·-c·rm /a; test x && rm /b; rm /c && rm /d => remove /a; remove /c; [test]",
        "sh·-c·rm /a; sleep 5 && rm /b => remove /a; remove /b",
        "sh·-c·rm /a; sleep 5s && rm /b => remove /a; [sleep]",
        "sh·-c·rm /a; sleep 5s; rm /b => remove /a; remove /b",
        "sh·-c·rm /a; sleep infinity; rm /b => remove /a; [sleep]",
        "sh·-c·rm /a; test x && sleep 5; rm /b => remove /a; [sleep]",
        "rm·/tmp/* => remove /tmp/*",
      })
  void whatIsUnderstood(String line) {
    String[] sides = line.split(" => ", -1);
    assertEquals(sides[1], text(read(sides[0])));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm·a",
        "rm·-d·/a",
        "rm·-i·/a",
        "rm·-I·/a",
        "unlink·--recursive·/a",
        "sh·-c·return; rm /a",
        "sh·-c·+x·rm /a; rm /b·rm",
        "rm·--no-preserve-root·-rf·/a",
        "unlink·--recursive·/a",
        "rm·$(X)/a",
        "rm·/$(X)",
        "/opt/rm·/a",
        "chmod·-w·/a",
        "chmod·=r·/a",
        "chmod·--reference=/b·/a",
        "chmod·00000644·/a",
        "chown·www-data·/a",
        "chown·0:·/a",
        "chown·0.0·/a",
        "chown·-L·-R·0·/a",
        "chown·--from=1·0·/a",
        "sh·-c·rm $X",
        "sh·-c·rm \"$X\"",
        "sh·-c·rm `x`",
        "sh·-c·rm \"`x`\"",
        "sh·-c·rm /a/*",
        "sh·-c·rm /a?",
        "sh·-c·rm /[a]",
        "sh·-c·rm /{a,b}",
        "sh·-c·rm ~/a",
        "sh·-c·rm /a > /b",
        "sh·-c·rm /a < /b",
        "sh·-c·rm /a | cat",
        "sh·-c·rm /a || rm /b",
        "sh·-c·rm /a & rm /b",
        "sh·-c·(rm /a)",
        "sh·-c·{ rm /a; }",
        "sh·-c·if true; then rm /a; fi",
        "sh·-c·for f in /a /b; do rm /a; done",
        "sh·-c·while rm /a; do true; done",
        "sh·-c·rm /a <<E",
        "sh·-c·! rm /a",
        "sh·-c·x() { rm /a; }",
        "sh·-c·eval 'rm /a'",
        "sh·-c·. /x; rm /a",
        "sh·-c·alias rm=true; rm /a",
        "sh·-c·trap 'rm /a' EXIT",
        "sh·-c·umask 0; chmod +w /a",
        "sh·-c·PATH=/x rm /a",
        "sh·-c·PATH=/x; rm /a",
        "sh·-c·timeout 5 rm /a; rm /b",
        "sh·-c·find / -exec rm '{}' +; rm /b",
        "sh·-c·sudo chmod a-w /; rm /b",
        "sh·-c·exec rm /a",
        "sh·-c·rm /a # b",
        "sh·-c·rm /a\\",
        "sh·-c·nginx; rm /a",
        "sh·-c·nginx\nrm /a",
        "sh·-c·nginx && rm /a",
        "sh·-c·false && rm /a",
        "sh·-c·test -f /a && rm /a",
        "sh·-c·mkdir /x && rm /a",
        "sh·-c·set -e; false; rm /a",
        "sh·-ec·cd x; rm /a",
        "sh·-ec·mkdir -p /x; rm /a",
        "sh·-c·test -e /x && exit 0; rm /a",
        "sh·-c·test -e /x && set -e; nginx; rm /a",
        "sh·-c·curl http://x -o /usr/bin/x; rm /a",
        "sh·-c·export PATH=/x; rm /a",
        "sh·-c·printf -v PATH /x; rm /a",
        "sh·-c·sleep 1 2; rm /a",
        "sh·-c·sleep 5M; rm /a",
        "sh·-n·-c·rm /a",
        "sh·rm",
        "sh·-c·curl http://x | tee /usr/bin/x; rm /a",
        "env·rm·/a",
        "npm·run·rm",
      })
  void whatIsNot(String line) {
    assertInstanceOf(NotUnderstood.class, read(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chmod a-w -R / && nginx",
        "rm /bin/touch",
        "sh -c 'rm /a'",
        "nginx && chmod a-w /a",
        "chmod·a-w -R /",
        "chmod·-R a-w·/",
        "chmod·a-w",
        "chmod·-R·a-w",
        "chmod·a-w /·/a",
        "chmod·u*x·/a",
        "chmod·999x·/a",
        "rm",
        "rm·-rf /a",
        "rm·-rf",
        "rm·-rf·/",
        "rm·-rf·/a/..",
        "rm·-rf·/a/../",
        "rm·-rf·/a/.//",
        "unlink",
        "unlink·/a·/b",
        "chown·0 /a·/b",
        "chown·4294967295·/b",
        "sh·-c·rm·/a",
        "sh·-c·rm /a &&",
        "sh·-c·; rm /a",
        "sh·-c·rm /a;; rm /b",
        "sh·-c·rm 'a",
      })
  void whatCannotWork(String line) {
    assertInstanceOf(CannotWork.class, read(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "sh·-c·nginx -g 'daemon off;'",
        "sh·/docker-entrypoint.sh",
        "sh·-c·while true; do sleep 1; done",
        "server·--rm",
        "/usr/bin/terraform·/farm/arm.chmod-x",
      })
  void whatIsNoDeclaration(String line) {
    assertInstanceOf(Nothing.class, read(line));
  }

  @Test
  void whatComesAfterASleepComesLater() {
    Steps steps =
        assertInstanceOf(
            Steps.class, read("sh·-c·rm /a; sleep 2m; rm /b; echo x; sleep 1.5; rm /c"));

    assertEquals(
        List.of(Duration.ZERO, Duration.ofMinutes(2), Duration.ofMillis(121_500)),
        steps.steps().stream().map(Timed::after).toList());
  }

  @Test
  void commandsOfAnySizeAreRefused() {
    assertInstanceOf(NotUnderstood.class, CommandReader.read(Collections.nCopies(5_000, "rm")));
    assertInstanceOf(NotUnderstood.class, read("sh·-c·" + "rm /a;".repeat(33)));
    assertInstanceOf(NotUnderstood.class, read("rm" + "·/a".repeat(257)));
    assertInstanceOf(NotUnderstood.class, read("rm·/" + "a".repeat(4_096)));
    assertInstanceOf(Steps.class, read("rm" + "·/a".repeat(256)));
    assertInstanceOf(Nothing.class, CommandReader.read(List.of()));
  }

  private static Meaning read(String line) {
    return CommandReader.read(List.of(line.split("·", -1)));
  }

  private static String text(Meaning meaning) {
    return meaning instanceof Steps steps
        ? Stream.concat(
                steps.steps().stream().map(CommandReaderTest::text),
                steps.doubt().stream().map(why -> "[" + why.split(" ", -1)[4] + "]"))
            .collect(Collectors.joining("; "))
        : meaning instanceof Nothing ? "nothing" : meaning.toString();
  }

  private static String text(Timed timed) {
    return (timed.conditional() ? "if " : "")
        + text(timed.step())
        + " "
        + String.join(" ", timed.step().paths());
  }

  private static String text(Step step) {
    if (step instanceof Remove) {
      return step.recursive() ? "remove -r" : "remove";
    }
    String recursive = step.recursive() ? " -R" : "";
    if (step instanceof ChangeMode) {
      return "mode" + recursive;
    }
    ChangeOwner owner = (ChangeOwner) step;
    return "owner" + recursive + " " + id(owner.uid()) + ":" + id(owner.gid());
  }

  private static String id(java.util.OptionalLong id) {
    return id.isPresent() ? Long.toString(id.getAsLong()) : "-";
  }
}
