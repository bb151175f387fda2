using System.Text;
using Enviro.Node;

namespace Enviro.Fuzz;

/// <summary>The board's serial console: whoever holds the board can type.</summary>
internal static class ConsoleTargets
{
    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<ConsoleLine>
        {
            Name = "console-line",
            Decoders = ["ConsoleLine.Parse"],
            Holds = "its words make its text; with its check it is formatted as the same line; text from any word on can be had",
            Seeds = static () =>
            [
                Encoding.ASCII.GetBytes("settings begin 512"), Encoding.ASCII.GetBytes(ConsoleLine.Format("identity")), Encoding.ASCII.GetBytes(ConsoleLine.Format("")),
            ],
            Decoder = static input => ConsoleLine.Parse(Encoding.Latin1.GetString(input)),
            Checker = static (input, line) =>
            {
                string given = Encoding.Latin1.GetString(input);
                Expect.That(line.IsChecked ? ConsoleLine.Format(line.Text) == given : line.Text == given, "it is the line that was given");
                Expect.That(string.Join(' ', line.Words) == line.Text && line.Words.Length > 0, "its words make its text");
                for (int word = 0; word <= line.Words.Length; word++)
                {
                    Expect.That(line.TextFrom(word) == string.Join(' ', line.Words.Skip(word)), $"its text from word {word} on is what stands there");
                }
            },
        },
    ];
}
