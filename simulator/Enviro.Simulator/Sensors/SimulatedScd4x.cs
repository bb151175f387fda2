namespace Enviro.Simulator;

/// <summary>
/// An SCD41 or SCD40 at the level of its I2C commands (SCD4x data sheet, §3): periodic measurement, single shot, data-ready, a measurement that is read
/// once, which member of the family it is. It does not acknowledge while a command takes its time, nor what its state does not allow.
/// </summary>
public sealed class SimulatedScd4x : SimulatedSensor
{
    private const int StartPeriodic = 0x21B1;
    private const int StopPeriodic = 0x3F86;
    private const int MeasureOnce = 0x219D;
    private const int DataReady = 0xE4B8;
    private const int Measurement = 0xEC05;
    private const int Variant = 0x202F;
    private const long PeriodMicroseconds = 5_000_000;
    private const long StopMicroseconds = 500_000;

    private readonly bool _isScd40;
    private int _command = -1;
    private bool _isPeriodic;
    private bool _hasShot;
    private long _startedMicroseconds;
    private long _busyUntilMicroseconds;
    private long _taken;

    /// <summary>Connects a sensor.</summary>
    /// <param name="world">What it measures.</param>
    /// <param name="isScd40">Whether it is the SCD40, which measures periodically only.</param>
    public SimulatedScd4x(ISimulatedWorld world, bool isScd40 = false)
        : base(world, 0x62)
    {
        _isScd40 = isScd40;
    }

    /// <inheritdoc/>
    public override void CutPower()
    {
        _isPeriodic = false;
        _hasShot = false;
        _command = -1;
        _busyUntilMicroseconds = 0;
    }

    /// <inheritdoc/>
    protected override bool TryWrite(long nowMicroseconds, ReadOnlySpan<byte> bytes)
    {
        int command = SensirionWords.CommandOf(bytes);
        bool isAlwaysAllowed = command is DataReady or Measurement or StopPeriodic;
        if (nowMicroseconds < _busyUntilMicroseconds || (_isPeriodic && !isAlwaysAllowed))
        {
            return false;
        }

        switch (command)
        {
            case DataReady or Measurement or Variant:
                _command = command;
                return true;
            case StopPeriodic:
                CutPower();
                _busyUntilMicroseconds = nowMicroseconds + StopMicroseconds;
                return true;
            case StartPeriodic:
                _isPeriodic = true;
                _startedMicroseconds = nowMicroseconds;
                _taken = 0;
                return true;
            case MeasureOnce when !_isScd40:
                _hasShot = true;
                _busyUntilMicroseconds = nowMicroseconds + PeriodMicroseconds;
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    protected override bool TryRead(long nowMicroseconds, Span<byte> bytes)
    {
        if (nowMicroseconds < _busyUntilMicroseconds)
        {
            return false;
        }

        long made = _isPeriodic ? (nowMicroseconds - _startedMicroseconds) / PeriodMicroseconds : 0;
        bool hasMeasurement = _hasShot || made > _taken;
        bool hasWrongChecksums = Fault == SensorFault.CrcErrors;
        switch (_command)
        {
            case DataReady:
                SensirionWords.Fill(bytes, [(ushort)(0x8000 | (hasMeasurement ? 6 : 0))], hasWrongChecksums);
                return true;
            case Variant:
                SensirionWords.Fill(bytes, [(ushort)(_isScd40 ? 0x0440 : 0x1440)], hasWrongChecksums);
                return true;
            case Measurement when hasMeasurement:
                SensirionWords.Fill(bytes, Measure(), hasWrongChecksums);
                _hasShot = false;
                _taken = made;
                return true;
            default:
                return false;
        }
    }

    private ushort[] Measure() =>
    [
        (ushort)Math.Clamp(Math.Round(Sense("co2")), 0, 40_000),
        ToWord((Sense("temp") + 45) / 175),
        ToWord(Sense("humidity") / 100),
    ];

    private static ushort ToWord(double share) => (ushort)Math.Round(Math.Clamp(share, 0, 1) * 65_535);
}
