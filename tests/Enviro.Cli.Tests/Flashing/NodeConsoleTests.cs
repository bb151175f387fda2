using System.Text;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Cli.Tests;

public class NodeConsoleTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public void An_answer_is_its_facts_in_order_and_noise_between_them_is_passed_over()
    {
        using ScriptedKit board = new(_ =>
            "\0\u00ff rst:0x1 (POWERON_RESET)\nok\n- waiting 9\n" + Lines("- waiting 3", "- sensor a b c") + "not of the protocol\n" + Lines("- key -", "ok"));
        using NodeConsoleClient console = NodeConsoleClient.Open(board.Path);

        // The first try held lines that look like the protocol's and had no check: nothing of it is believed.
        Assert.Null(console.TryAsk("outbox", Limit));
        using ScriptedKit quiet = new(_ => "rst:0x1 (POWERON_RESET)\n" + Lines("- waiting 3", "- sensor a b c", "- key -", "ok"));
        using NodeConsoleClient other = NodeConsoleClient.Open(quiet.Path);
        ConsoleAnswer answer = other.Ask("outbox");
        Assert.True(answer.IsDone);
        Assert.Equal((3u, "a b c", 0), (answer.Number("waiting"), answer["sensor"], answer.Bytes("key").Length));
        Assert.Equal("outbox *" + ConsoleLine.Format("outbox")[^4..], quiet.Heard[0]);
    }

    [Theory]
    [InlineData("error crc the line was damaged: send it again")]
    [InlineData("- start devkitc enviro-node 0.3.0")]
    public void What_was_lost_is_asked_again(string first)
    {
        int asked = 0;
        using ScriptedKit board = new(_ => asked++ == 0 ? Lines(first) : Lines("- state running", "ok"));
        using NodeConsoleClient console = NodeConsoleClient.Open(board.Path);
        Assert.Equal("running", console.Ask("identify")["state"]);
        Assert.Equal(2, board.Heard.Count);
    }

    [Fact]
    public void An_error_is_told_in_the_boards_words_and_silence_has_an_end()
    {
        using ScriptedKit board = new(line => line.StartsWith("help", StringComparison.Ordinal) ? null : Lines("error storage the flash is worn out"));
        using NodeConsoleClient console = NodeConsoleClient.Open(board.Path);
        NodeConsoleException said = Assert.Throws<NodeConsoleException>(() => console.Require("outbox"));
        Assert.Equal("The board answers outbox with storage: the flash is worn out", said.Message);
        Assert.Null(console.TryAsk("help", TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void A_port_that_goes_away_is_said_to()
    {
        ScriptedKit board = new(_ => null);
        using NodeConsoleClient console = NodeConsoleClient.Open(board.Path);
        board.Dispose();
        Assert.Contains("went away", Assert.Throws<ChipBusException>(() => console.TryAsk("identify", Limit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_bits_flip_on_the_way_no_wrong_fact_is_believed()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        using ScriptedKit board = new(_ =>
        {
            byte[] lines = Encoding.ASCII.GetBytes(Lines("- waiting 3", "- next 4711", "- key 00ff00ff", "ok"));
            for (int flips = random.Next(0, 4); flips > 0; flips--)
            {
                lines[random.Next(lines.Length)] ^= (byte)(1 << random.Next(7));
            }

            return Encoding.Latin1.GetString(lines);
        });
        using NodeConsoleClient console = NodeConsoleClient.Open(board.Path);
        int whole = 0;
        for (int i = 0; i < 60; i++)
        {
            if (console.TryAsk("outbox", TimeSpan.FromMilliseconds(60)) is { } answer && answer.IsDone)
            {
                // A line that became none of the protocol is a fact that is missing; none is ever another one.
                Assert.All(answer.Facts, fact => Assert.Contains(string.Join(' ', fact), new[] { "waiting 3", "next 4711", "key 00ff00ff" }));
                whole++;
            }
        }

        Assert.True(whole > 0, $"no answer came whole, seed {seed}");
    }

    [Fact]
    public void Questions_of_any_form_are_answered_and_none_breaks_the_authority()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        using Enviro.Gateway.CertificateAuthority authority = Atecc608Provisioning.CreateAuthority();
        ConsoleAuthority questions = new(authority);
        string[] words = ["nonce", "find", "certify", "accept", "", "=", "cert\u00efy"];
        int[] lengths = [0, 1, 9, 32, 64, 72, 128, 256];
        for (int i = 0; i < 2000; i++)
        {
            string[] question =
            [
                words[random.Next(words.Length)],
                .. Enumerable.Range(0, random.Next(9)).Select(_ => random.Next(9) == 0 ? "zz" : ConsoleAnswer.Word(RandomBytes(random, lengths[random.Next(lengths.Length)]))),
            ];
            string answer = questions.Answer(question);
            Assert.True(answer.StartsWith("= ", StringComparison.Ordinal) || answer.StartsWith("! ", StringComparison.Ordinal), $"seed {seed}: {answer}");
            Assert.All(answer, letter => Assert.InRange(letter, ' ', '~'));
        }

        int[] certify = [32, 64, 32, 64, 32, 128, 64, 64];
        for (int i = 0; i < 20; i++)
        {
            questions.Answer(["nonce"]);
            Assert.StartsWith("! ", questions.Answer(["certify", .. certify.Select(length => ConsoleAnswer.Word(RandomBytes(random, length)))]), StringComparison.Ordinal);
            Assert.StartsWith("! ", questions.Answer(["accept", .. new[] { 400, 64, 32, 128, 64, 64 }.Select(length => ConsoleAnswer.Word(RandomBytes(random, length)))]), StringComparison.Ordinal);
        }

        Assert.Empty(questions.AcceptedKey);
    }

    private static string Lines(params string[] texts) => string.Concat(texts.Select(text => ConsoleLine.Format(text) + "\r\n"));

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
