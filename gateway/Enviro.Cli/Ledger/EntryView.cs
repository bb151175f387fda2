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
    private readonly CalibrationTable _calibrations;
    private ReadingHeader? _header;
    private SenmlPack? _pack;
    private EntryContext? _context;
    private NodeRecord? _node;
    private string? _summary;
    private string? _error;

    private EntryView(StoredEntry entry, CalibrationTable calibrations)
    {
        _entry = entry;
        _calibrations = calibrations;
    }

    internal static EntryView Of(StoredEntry entry, LedgerState state)
    {
        EntryView view = new(entry, state.Calibrations);
        try
        {
            view._context = entry.Context is null ? null : EntryContext.Parse(entry.Context);
            if (entry.Message is { } message)
            {
                view.Open(message, state);
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
        if (_summary is not null)
        {
            console.MarkupLineInterpolated($"   {_summary}");
        }

        if (_context is not null)
        {
            string assurance = _entry.Kind.IsReading() ? $", AL{_context.AssuranceLevel}, {Text.Attested(_context.Freshness)}" : "";
            console.MarkupLineInterpolated(
                $"   received {Text.Time(_context.ReceivedAtMs)} from {_context.Source}{assurance}, {(Continuity)_context.Continuity}, {_context.Missing} missing before");
        }

        if (_header is null || _pack is null)
        {
            return;
        }

        string measured = _pack.HasTime ? Text.Time(_pack.Time * 1000) : "at an unknown time";
        console.MarkupLineInterpolated($"   {_node?.Urn} {_node?.Site}: boot {_header.Boot}, seq {_header.Sequence}, flags {_header.Flags}, measured {measured}");
        QualityView.WriteMissing(console, _header.Quality);
        for (int i = 0; i < _pack.Readings.Length; i++)
        {
            Reading reading = _pack.Readings[i];
            ExactDecimal raw = ExactDecimal.Of(reading);
            string corrected = CalibrationOf(reading) is { } calibration ? $"   corrected {calibration.Correct(raw)} {reading.Unit}" : "";
            console.MarkupLineInterpolated($"   {reading.Name,-12} {raw,12} {reading.Unit}{corrected}{QualityView.Describe(_header.Quality, i)}");
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

        if (_summary is not null)
        {
            writer.WriteString("summary", _summary);
        }

        if (_context is not null)
        {
            writer.WriteTime("receivedAt", _context.ReceivedAtMs);
            writer.WriteString("source", _context.Source);
            writer.WriteNumber("assuranceLevel", _context.AssuranceLevel);
            writer.WriteString("freshness", _context.Freshness.ToString());
            writer.WriteString("continuity", ((Continuity)_context.Continuity).ToString());
            writer.WriteNumber("missing", _context.Missing);
        }

        if (_header is not null && _pack is not null)
        {
            WriteMessage(writer, _header, _pack);
        }

        writer.WriteEndObject();
    }

    private void Open(byte[] message, LedgerState state)
    {
        if (_entry.Kind == EntryKind.Reading)
        {
            ReadingMessage signed = ReadingMessage.Parse(message);
            (_header, _pack) = (signed.Header, signed.Pack);
        }
        else if (_entry.Kind == EntryKind.MacReading)
        {
            MacReadingMessage tagged = MacReadingMessage.Parse(message);
            (_header, _pack, _summary) = (tagged.Header, tagged.Pack, Text.SharedKey);
        }
        else
        {
            _summary = TransactionSummary.Of(_entry.Kind, message, state);
        }

        _node = _header is null ? null : state.Nodes.GetValueOrDefault(_header.KeyId);
    }

    private Calibration? CalibrationOf(Reading reading)
    {
        long? timeMs = _pack!.HasTime ? _pack.Time * 1000 : _context?.ReceivedAtMs;
        return _node is null || timeMs is null ? null : _calibrations.Find(_node.Urn, reading.Name, timeMs.Value);
    }

    private void WriteMessage(Utf8JsonWriter writer, ReadingHeader header, SenmlPack pack)
    {
        writer.WriteString("node", _node?.Urn);
        writer.WriteString("site", _node?.Site);
        writer.WriteHex("keyId", header.KeyId);
        writer.WriteNumber("boot", header.Boot);
        writer.WriteNumber("seq", header.Sequence);
        writer.WriteHex("previous", header.Previous);
        writer.WriteNumber("flags", header.Flags);
        writer.WriteTime("issuedAt", header.HasIssuedAt ? header.IssuedAt * 1000L : 0);
        writer.WriteTime("measuredAt", pack.HasTime ? pack.Time * 1000 : 0);
        QualityView.WriteMissing(writer, header.Quality);
        writer.WriteStartArray("readings");
        for (int i = 0; i < pack.Readings.Length; i++)
        {
            Reading reading = pack.Readings[i];
            ExactDecimal raw = ExactDecimal.Of(reading);
            writer.WriteStartObject();
            writer.WriteString("name", reading.Name);
            writer.WriteString("unit", reading.Unit);
            writer.WriteNumber("value", raw);
            QualityView.WriteFlags(writer, header.Quality, i);
            if (CalibrationOf(reading) is { } calibration)
            {
                writer.WriteNumber("corrected", calibration.Correct(raw));
                writer.WriteNumber("gain", calibration.Gain);
                writer.WriteNumber("offset", calibration.Offset);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
