namespace Enviro.Wire;

/// <summary>
/// What checks at the source found about the readings of one message: a reading is sent with its flags, never dropped and never smoothed; a sensor that
/// gave less than it should is named. The quality claim of the reading header; absent when nothing was found.
/// </summary>
/// <remarks><code>
/// quality = { * index: 0..31 => 1..7, * sensor: tstr => 8 }   ; index of a record in the pack; name of a sensor
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

    /// <summary>Most sensors that can be named as missing.</summary>
    public const int MaxMissing = SettingsDocument.MaxSensors;

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

    /// <summary>Name of a sensor that was missing, in the order of the encoding.</summary>
    public string MissingAt(int index) => _missing[index];

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

    /// <summary>Adds flags to the reading at a place in the pack.</summary>
    public void Flag(int index, uint flags)
    {
        FlaggedCount += _flags[index] == 0 && flags != 0 ? 1 : 0;
        _flags[index] |= (byte)flags;
    }
}
