using System.Text.Encodings.Web;
using System.Text.Json;
using Enviro.Ledger.Registers;

namespace Enviro.Cli;

/// <summary>Writes one JSON document to standard output.</summary>
internal static class Json
{
    // URNs and site names stay readable: the output is for scripts and people, not for embedding in HTML.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(Action<Utf8JsonWriter> content)
    {
        using Stream output = Console.OpenStandardOutput();
        using (Utf8JsonWriter writer = new(output, Indented))
        {
            content(writer);
        }

        output.WriteByte((byte)'\n');
    }

    internal static void WriteHex(this Utf8JsonWriter writer, string name, byte[]? bytes)
    {
        if (bytes is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, Convert.ToHexStringLower(bytes));
        }
    }

    /// <summary>Writes Unix ms as an ISO 8601 time in UTC, 0 as null.</summary>
    internal static void WriteTime(this Utf8JsonWriter writer, string name, long unixMs)
    {
        if (unixMs == 0)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, Text.Time(unixMs));
        }
    }

    /// <summary>Writes a JSON number with exactly the digits that were signed or computed; a double would make 35.2 something else.</summary>
    internal static void WriteNumber(this Utf8JsonWriter writer, string name, ExactDecimal value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value.ToString());
    }

    internal static void WriteNumberOrNull(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is long number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
