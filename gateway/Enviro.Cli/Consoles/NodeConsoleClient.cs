using System.Diagnostics;
using Enviro.Node;

namespace Enviro.Cli;

/// <summary>Answers what a board asks while it provisions its chip: the question's words to <c>= …</c> or <c>! …</c>.</summary>
internal delegate string ConsoleQuestion(string[] words);

/// <summary>
/// The host's side of a board's console (console.md): every line with its check, what was damaged on the way asked for again, silence ended by a limit.
/// Lines that are none of the protocol, such as a boot loader's, are passed over.
/// </summary>
internal sealed class NodeConsoleClient : IDisposable
{
    /// <summary>How often a command is sent before the board is given up.</summary>
    internal const int Tries = 4;

    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(2);

    private readonly SerialTerminal _terminal;

    private NodeConsoleClient(SerialTerminal terminal) => _terminal = terminal;

    /// <summary>Time for each line of an answer: the slowest, a sensor's self-test, takes a few seconds.</summary>
    internal static TimeSpan AnswerLimit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Opens the serial port.</summary>
    /// <exception cref="ChipBusException">It cannot be opened; the message says what to do.</exception>
    internal static NodeConsoleClient Open(string path)
    {
        SerialTerminal terminal = SerialTerminal.Open(path);
        try
        {
            // What comes at first answers whoever had the port before.
            for (Stopwatch opened = Stopwatch.StartNew(); opened.Elapsed < SettleTime;)
            {
                _ = terminal.ReadLine(SettleTime - opened.Elapsed);
            }

            return new NodeConsoleClient(terminal);
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    /// <summary>Asks until the answer came whole, and gives it, be it an error.</summary>
    /// <exception cref="NodeConsoleException">There is no whole answer.</exception>
    /// <exception cref="ChipBusException">The port went away.</exception>
    internal ConsoleAnswer Ask(string command, ConsoleQuestion? question = null)
    {
        // Damaged lines are asked for again; a board that is silent altogether is not waited for as often.
        Stopwatch asked = Stopwatch.StartNew();
        for (int i = 0; i < Tries && asked.Elapsed < AnswerLimit + AnswerLimit; i++)
        {
            if (TryAsk(command, AnswerLimit, question) is { } answer)
            {
                return answer;
            }
        }

        string word = command.Split(' ')[0];
        throw new NodeConsoleException($"The board does not answer {word} on {_terminal.Path}. Check the cable and repeat the command; press the board's reset button if it happens again.");
    }

    /// <summary>As <see cref="Ask"/>; an error is raised.</summary>
    /// <exception cref="NodeConsoleException">The board says no, in its own words.</exception>
    internal ConsoleAnswer Require(string command)
    {
        ConsoleAnswer answer = Ask(command);
        return answer.IsDone ? answer : throw new NodeConsoleException($"The board answers {command.Split(' ')[0]} with {answer.Code}: {answer.Text}");
    }

    /// <summary>Sends a command once; null when no whole answer came, each line within the limit.</summary>
    /// <exception cref="ChipBusException">The port went away.</exception>
    internal ConsoleAnswer? TryAsk(string command, TimeSpan limit, ConsoleQuestion? question = null)
    {
        // Whatever still lies there answers an earlier command that was given up.
        _terminal.Discard();
        Send(command);
        List<string[]> facts = [];
        bool isDamaged = false;
        while (_terminal.ReadLine(limit) is { } line)
        {
            if (ConsoleLine.Parse(line) is not { IsChecked: true } whole)
            {
                isDamaged |= IsOfProtocol(line);
                if (question is not null && line.StartsWith("? ", StringComparison.Ordinal))
                {
                    // The board must not wait for an answer to what nobody understood. All is asked again in the end.
                    Send("! the question was damaged on its way");
                }

                continue;
            }

            string[] words = whole.Words;
            switch (words[0])
            {
                case "ok":
                    return isDamaged ? null : new ConsoleAnswer(facts, "", "");
                case "error" when words.Length > 1:
                    return isDamaged || words[1] == "crc" ? null : new ConsoleAnswer(facts, words[1], string.Join(' ', words[2..]));
                case "-" when words.Length > 1 && words[1] == "start":
                    // It has just started: what was asked before is lost.
                    return null;
                case "-" when words.Length > 1:
                    facts.Add(words[1..]);
                    break;
                case "?" when words.Length > 1 && question is not null:
                    Send(isDamaged ? "! an earlier line was damaged on its way" : question(words[1..]));
                    break;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _terminal.Dispose();

    private void Send(string text) => _terminal.Send(ConsoleLine.Format(text), SendLimit);

    private static bool IsOfProtocol(string line) =>
        line.Length > 0 && (line[0] is '-' or '?' || line.StartsWith("ok", StringComparison.Ordinal) || line.StartsWith("error", StringComparison.Ordinal));
}
