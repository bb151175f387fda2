using System;

namespace Enviro.Node;

/// <summary>Writes the lines of the board's answers, each with its check, printable and within its length whatever goes in.</summary>
internal sealed class ConsoleAnswer
{
    private readonly ISerialConsole _console;

    internal ConsoleAnswer(ISerialConsole console)
    {
        _console = console;
    }

    /// <summary>One fact: its name and its value.</summary>
    internal void Fact(string name, string value) => Write("- " + name + " " + value);

    /// <summary>The end: done.</summary>
    internal void Ok() => Write("ok");

    /// <summary>The end: not done, and what to do.</summary>
    internal void Error(string code, string text) => Write("error " + code + " " + text);

    /// <summary>The end: the arguments are not of the form.</summary>
    internal void Usage(string usage) => Error(ConsoleError.Arguments, "the form is: " + usage);

    /// <summary>A question to the authority.</summary>
    internal void Question(string question) => Write("? " + question);

    private void Write(string text)
    {
        int limit = ConsoleLine.MaxLength - ConsoleLine.CheckLength;
        char[] line = new char[Math.Min(text.Length, limit)];
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
        }

        _console.WriteLine(ConsoleLine.Format(new string(line)));
    }
}
