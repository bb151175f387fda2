using System;

namespace Enviro.Wire;

/// <summary>
/// What checks at the source found about the readings of one message: a reading is sent with its flags, never dropped and never smoothed; a sensor that
/// gave less than it should is named. The quality claim of the reading header; absent when nothing was found.
/// </summary>
/// <remarks>
/// Kept and reused by a node: only <see cref="Read"/> allocates.
/// <code>
/// quality = { * index: 0..31 => 1..7, * sensor: tstr => 8 }   ; index of a record in the pack; name of a sensor; at least one of either
/// </code></remarks>
public sealed class ReadingQuality
{
    /// <summary>Outside what the sensor can measure, by its data sheet.</summary>
    public const uint OutOfRange = 1;

    /// <summary>Changed faster than what is measured can change.</summary>
    public const uint RateOfChange = 2;

    /// <summary>The same to the last digit for longer than noise allows.</summary>
    public const uint Stuck = 4;

    /// <summary>A sensor did not answer, or gave fewer readings than it has.</summary>
    public const uint Missing = 8;

    /// <summary>All flags a reading can have; <see cref="Missing"/> is a sensor's.</summary>
    public const uint AllOfReading = OutOfRange | RateOfChange | Stuck;

    /// <summary>Most sensors that can be named as missing: those of the settings, and the board's own for its supply.</summary>
    public const int MaxMissing = SettingsDocument.MaxSensors + 1;

    /// <summary>Longest name of a sensor in bytes.</summary>
    public const int MaxNameLength = SensorSettings.MaxKindLength;

    private readonly byte[] _flags = new byte[SenmlPack.MaxReadings];
    private readonly string[] _missing = new string[MaxMissing];

    /// <summary>Sensors named as missing.</summary>
    public int MissingCount { get; private set; }

    /// <summary>Readings with a flag.</summary>
    public int FlaggedCount { get; private set; }

    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => MissingCount == 0 && FlaggedCount == 0;

    /// <summary>Flags of the reading at a place in the pack.</summary>
    public uint FlagsOf(int index) => _flags[index];

    /// <summary>Name of a sensor that was missing, in the order of the encoding: shorter names first, then by their letters.</summary>
    public string MissingAt(int index) => _missing[index];

    /// <summary>Whether a sensor of this name was missing.</summary>
    public bool IsMissing(string sensor)
    {
        for (int i = 0; i < MissingCount; i++)
        {
            if (_missing[i] == sensor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether every flagged reading is among the first <paramref name="count"/> of a pack.</summary>
    public bool IsWithin(int count)
    {
        for (int i = count; i < _flags.Length; i++)
        {
            if (_flags[i] != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets everything, for the next message.</summary>
    public void Clear()
    {
        for (int i = 0; i < _flags.Length; i++)
        {
            _flags[i] = 0;
        }

        MissingCount = 0;
        FlaggedCount = 0;
    }

    /// <summary>Adds flags to the reading at a place in the pack; other bits than a reading's raise <see cref="ArgumentException"/>.</summary>
    public void Flag(int index, uint flags)
    {
        if (index < 0 || index >= _flags.Length || (flags & ~AllOfReading) != 0)
        {
            throw new ArgumentException("A reading from 0 to 31 has flags 1, 2 and 4.");
        }

        FlaggedCount += _flags[index] == 0 && flags != 0 ? 1 : 0;
        _flags[index] |= (byte)flags;
    }

    /// <summary>
    /// Names a sensor that gave less than it should, 1 to 16 of a–z 0–9 -; named twice it counts once. Another name, or one more than can be named,
    /// raises <see cref="ArgumentException"/>.
    /// </summary>
    public void AddMissing(string sensor)
    {
        if (!SensorSettings.IsKind(sensor))
        {
            throw new ArgumentException("A sensor's name has 1 to 16 of a-z, 0-9 and -.");
        }

        if (IsMissing(sensor))
        {
            return;
        }

        if (MissingCount == MaxMissing)
        {
            throw new ArgumentException("A message names at most " + MaxMissing.ToString() + " sensors as missing.");
        }

        int at = MissingCount;
        while (at > 0 && IsBefore(sensor, _missing[at - 1]))
        {
            _missing[at] = _missing[at - 1];
            at--;
        }

        _missing[at] = sensor;
        MissingCount++;
    }

    /// <summary>Writes the claim's value; there is none to write when nothing was found.</summary>
    internal void Write(CborWriter writer)
    {
        writer.WriteMapStart(FlaggedCount + MissingCount);
        for (int i = 0; i < _flags.Length; i++)
        {
            if (_flags[i] != 0)
            {
                writer.WriteInteger(i);
                writer.WriteUnsigned(_flags[i]);
            }
        }

        for (int i = 0; i < MissingCount; i++)
        {
            writer.WriteText(_missing[i]);
            writer.WriteUnsigned(Missing);
        }
    }

    /// <summary>Reads the claim's value. That keys ascend and none comes twice is checked by the reader; raises <see cref="WireFormatException"/>.</summary>
    internal static ReadingQuality Read(CborReader reader)
    {
        int members = reader.ReadMapStart();
        if (members == 0)
        {
            throw new WireFormatException("reading quality: nothing was found, and yet it is there");
        }

        ReadingQuality quality = new ReadingQuality();
        for (int i = 0; i < members; i++)
        {
            if (reader.PeekType() == CborType.Text)
            {
                quality.ReadMissing(reader);
                continue;
            }

            int index = (int)reader.ReadUnsigned(SenmlPack.MaxReadings - 1);
            uint flags = (uint)reader.ReadUnsigned(AllOfReading);
            if (flags == 0)
            {
                throw new WireFormatException("reading quality: a reading without a flag is left out");
            }

            quality.Flag(index, flags);
        }

        return quality;
    }

    // RFC 8949 §4.2.1: keys by the bytes of their encoding, whose head is the length.
    private static bool IsBefore(string first, string second)
    {
        if (first.Length != second.Length)
        {
            return first.Length < second.Length;
        }

        for (int i = 0; i < first.Length; i++)
        {
            if (first[i] != second[i])
            {
                return first[i] < second[i];
            }
        }

        return false;
    }

    private void ReadMissing(CborReader reader)
    {
        string sensor = reader.ReadText(MaxNameLength);
        reader.ReadLabel(Missing);
        if (!SensorSettings.IsKind(sensor) || MissingCount == MaxMissing)
        {
            throw new WireFormatException("reading quality: not a sensor's name, or more of them than a node has");
        }

        AddMissing(sensor);
    }
}
