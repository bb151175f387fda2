namespace Enviro.Fuzz;

/// <summary>
/// A decoder with a defect behind four nested comparisons: one input in four thousand million shows it to whoever guesses, one in some thousand to whoever
/// sees how far each got. It shows that coverage guides, and that a defect is reported.
/// </summary>
internal static class PlantedDefect
{
    internal static FuzzTarget Target { get; } = new FuzzTarget<string>
    {
        Name = "planted",
        Decoders = [],
        Holds = "nothing: it has a defect, on purpose",
        Seeds = () => [new byte[8]],
        Decoder = Decode,
        Checker = static (_, _) => { },
    };

    internal static string? Decode(byte[] input)
    {
        if (input.Length >= 4 && input[0] == 0xE7)
        {
            if (input[1] == 0x1B)
            {
                if (input[2] == 0x5C)
                {
                    if (input[3] == 0xD9)
                    {
                        throw new InvalidOperationException("the planted defect");
                    }
                }
            }
        }

        return null;
    }
}
