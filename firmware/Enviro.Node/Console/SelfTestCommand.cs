using Enviro.Wire;

namespace Enviro.Node;

/// <summary><c>self-test</c>: whether each part of the board works. Nothing is written, signed or kept.</summary>
internal static class SelfTestCommand
{
    private const string Ok = "ok";

    internal static void Answer(NodeProgram program, IProvisioner? provisioner, ConsoleAnswer answer)
    {
        answer.Fact("chip", OfChip(program.Parts, provisioner));
        answer.Fact("flash", OfFlash(program));
        answer.Fact("clock", OfClock(program));
        answer.Fact("supply", OfSupply(program));
        answer.Fact("enclosure", program.IsEnclosureLatched ? "fault open, or opened and not acknowledged yet" : Ok);
        Reading[] readings = new Reading[SenmlPack.MaxReadings];
        for (int i = 0; i < program.Sensors.Length; i++)
        {
            program.Parts.Board.FeedWatchdog();
            ISensor sensor = program.Sensors[i];
            answer.Fact("sensor " + sensor.Name, OfSensor(sensor, readings));
        }

        answer.Ok();
    }

    private static string OfChip(NodeParts parts, IProvisioner? provisioner)
    {
        if (parts.Element == null)
        {
            return "ok none on this board";
        }

        // A blank chip has no key, but it has a number.
        byte[] random = new byte[Sha256.DigestLength];
        bool answers = provisioner != null ? provisioner.TryGetSerialNumber(out byte[] _) : parts.Element.TryRandom(random);
        return answers ? Ok : "fault does not answer: check its contacts";
    }

    private static string OfFlash(NodeProgram program)
    {
        if (!program.Settings.IsOpen || (program.Agent != null && program.Agent.IsStarted && !program.Outbox.IsOpen))
        {
            return "fault could not be opened";
        }

        NodeParts parts = program.Parts;
        return IsReadable(parts.OutboxFlash) && IsReadable(parts.SettingsFlash) && IsReadable(parts.RecordFlash) ? Ok : "fault cannot be read";
    }

    private static bool IsReadable(IFlash flash)
    {
        byte[] start = new byte[4];
        return flash.TryRead(0, 0, start, 0, start.Length)
            && flash.TryRead(flash.SectorCount - 1, flash.SectorSize - start.Length, start, 0, start.Length);
    }

    private static string OfClock(NodeProgram program)
    {
        bool isSet = (program.Agent != null && program.Agent.IsClockSet) || program.Parts.Board.TryReadClock(out long _);
        return isSet ? Ok : "ok not set yet: the gateway sets it";
    }

    private static string OfSupply(NodeProgram program)
    {
        if (!program.Parts.Board.TryReadSupply(out int millivolts))
        {
            return "ok not measured on this board";
        }

        string value = millivolts.ToString() + " mV";
        // As the messages say it, so that a technician does not see less than the gateway.
        return program.IsSupplyLow || millivolts < program.Parts.SupplyLowMillivolts ? "fault low, " + value : "ok " + value;
    }

    private static string OfSensor(ISensor sensor, Reading[] readings)
    {
        int count = 0;
        SensorStatus status = sensor.Read(readings, ref count);
        if (status == SensorStatus.Absent)
        {
            return "ok nothing to measure now";
        }

        for (int i = 0; i < count; i++)
        {
            ReadingLimits? limits = sensor.LimitsOf(readings[i]);
            if (limits != null && (readings[i].Mantissa < limits.Minimum || readings[i].Mantissa > limits.Maximum))
            {
                return "fault " + readings[i].Name + " is beyond what the sensor can measure: " + ConsoleWord.OfValue(readings[i]) + " " + readings[i].Unit;
            }
        }

        return status == SensorStatus.Measured ? Ok : "fault does not answer, or not with everything: check its cable";
    }
}
