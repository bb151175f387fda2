using System.Globalization;

namespace Enviro.Fuzz;

/// <summary>Options of <c>run</c>.</summary>
internal sealed record FuzzOptions
{
    /// <summary>Seconds for each target.</summary>
    internal double Seconds { get; init; } = 10;

    /// <summary>Inputs for each target.</summary>
    internal long Executions { get; init; } = long.MaxValue;

    /// <summary>Seed of the random numbers.</summary>
    internal int Seed { get; init; } = 1;

    /// <summary>Folder of the corpus.</summary>
    internal string Corpus { get; init; } = CorpusFolder.Default;

    /// <summary>Folder for inputs that show a defect.</summary>
    internal string Defects { get; init; } = Path.Combine(CorpusFolder.Root, "artifacts", "fuzz");

    /// <summary>Finds to add to the corpus of each target, at most.</summary>
    internal int Keep { get; init; }

    /// <summary>Whether coverage guides.</summary>
    internal bool IsGuided { get; init; } = true;

    /// <summary>Reads the options; null where one is unknown or has no value that fits.</summary>
    internal static FuzzOptions? TryRead(string[] options)
    {
        FuzzOptions? read = new();
        for (int i = 0; i < options.Length && read is not null; i++)
        {
            string value = i + 1 < options.Length ? options[i + 1] : "";
            bool isNumber = double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number >= 0;
            read = options[i] switch
            {
                "--blind" => read with { IsGuided = false },
                "--corpus" when value.Length > 0 => read with { Corpus = value },
                "--defects" when value.Length > 0 => read with { Defects = value },
                "--seconds" when isNumber => read with { Seconds = number },
                "--executions" when isNumber => read with { Executions = (long)number },
                "--keep" when isNumber => read with { Keep = (int)number },
                "--seed" when isNumber => read with { Seed = (int)number },
                _ => null,
            };
            i += read is not null && options[i] != "--blind" ? 1 : 0;
        }

        return read;
    }
}
