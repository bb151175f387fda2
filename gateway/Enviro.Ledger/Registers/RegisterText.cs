using System.Text;
using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>Names in transactions: not empty, limited, and without control characters, since terminals and reports show them.</summary>
internal static class RegisterText
{
    internal static void Write(CborWriter writer, string text, int maxBytes)
    {
        if (!IsAllowed(text) || Encoding.UTF8.GetByteCount(text) > maxBytes)
        {
            throw new ArgumentException($"A name has 1 to {maxBytes} bytes of UTF-8 and no control characters.", nameof(text));
        }

        writer.WriteText(text);
    }

    internal static string Read(CborReader reader, int maxBytes)
    {
        string text = reader.ReadText(maxBytes);
        return IsAllowed(text) ? text : throw new WireFormatException("transaction: a name is empty or has control characters");
    }

    private static bool IsAllowed(string text) => text.Length > 0 && !text.Any(char.IsControl);
}
