using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>One entry, taken apart to be shown. What is malformed is shown as such; judging it is for <c>verify</c>.</summary>
internal sealed class EntryView
{
    private readonly StoredEntry _entry;
    private ReadingMessage? _message;
    private EntryContext? _context;
    private NodeRecord? _node;
    private string? _error;

    private EntryView(StoredEntry entry)
    {
        _entry = entry;
    }

    internal static EntryView Of(StoredEntry entry, LedgerState state)
    {
        EntryView view = new(entry);
        try
        {
            view._context = entry.Context is null ? null : EntryContext.Parse(entry.Context);
            if (entry.Kind == EntryKind.Reading && entry.Message is not null)
            {
                view._message = ReadingMessage.Parse(entry.Message);
                view._node = state.Nodes.GetValueOrDefault(view._message.Header.KeyId);
            }
        }
        catch (WireFormatException malformed)
        {
            view._error = malformed.Message;
        }

        return view;
    }

    internal void Write(IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"[bold]{_entry.Index}[/] {_entry.Kind} {_error}");
        if (_context is not null)
        {
            console.MarkupLineInterpolated(
                $"   received {Text.Time(_context.ReceivedAtMs)} from {_context.Source}, AL{_context.AssuranceLevel}, {(Continuity)_context.Continuity}, {_context.Missing} missing before");
        }

        if (_message is null)
        {
            return;
        }

        ReadingHeader header = _message.Header;
        string measured = _message.Pack.HasTime ? Text.Time(_message.Pack.Time * 1000) : "at an unknown time";
        console.MarkupLineInterpolated($"   {_node?.Urn} {_node?.Site}: boot {header.Boot}, seq {header.Sequence}, flags {header.Flags}, measured {measured}");
        foreach (Reading reading in _message.Pack.Readings)
        {
            console.MarkupLineInterpolated($"   {reading.Name,-12} {Text.Value(reading),12} {reading.Unit}");
        }
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", _entry.Index);
        writer.WriteString("kind", _entry.Kind.ToString());
        if (_error is not null)
        {
            writer.WriteString("error", _error);
        }

        if (_context is not null)
        {
            writer.WriteTime("receivedAt", _context.ReceivedAtMs);
            writer.WriteString("source", _context.Source);
            writer.WriteNumber("assuranceLevel", _context.AssuranceLevel);
            writer.WriteString("continuity", ((Continuity)_context.Continuity).ToString());
            writer.WriteNumber("missing", _context.Missing);
        }

        if (_message is not null)
        {
            WriteMessage(writer, _message);
        }

        writer.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter writer, ReadingMessage message)
    {
        ReadingHeader header = message.Header;
        writer.WriteString("node", _node?.Urn);
        writer.WriteString("site", _node?.Site);
        writer.WriteHex("keyId", header.KeyId);
        writer.WriteNumber("boot", header.Boot);
        writer.WriteNumber("seq", header.Sequence);
        writer.WriteHex("previous", header.Previous);
        writer.WriteNumber("flags", header.Flags);
        writer.WriteTime("issuedAt", header.HasIssuedAt ? header.IssuedAt * 1000L : 0);
        writer.WriteTime("measuredAt", message.Pack.HasTime ? message.Pack.Time * 1000 : 0);
        writer.WriteStartArray("readings");
        foreach (Reading reading in message.Pack.Readings)
        {
            writer.WriteStartObject();
            writer.WriteString("name", reading.Name);
            writer.WriteString("unit", reading.Unit);

            // A JSON number with exactly the digits that were signed; a double would make 35.2 something else.
            writer.WritePropertyName("value");
            writer.WriteRawValue(Text.Value(reading));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
