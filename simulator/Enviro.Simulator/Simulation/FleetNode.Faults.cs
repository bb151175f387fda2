namespace Enviro.Simulator;

/// <content>How its parts fail.</content>
internal sealed partial class FleetNode
{
    private readonly SimulationRandom _random;
    private int _portTouchesUntilCut = int.MaxValue;

    /// <summary>How many of a million transfers to the secure element go wrong.</summary>
    internal int ElementFaultsPerMillion { get; set; }

    /// <summary>How many of a million writes and erases go wrong.</summary>
    internal int FlashFaultsPerMillion { get; set; }

    /// <summary>Whether radio or network keep it from the broker.</summary>
    internal bool IsCutOff { get; private set; }

    /// <summary>By how much its clock chip is wrong, ms.</summary>
    internal long ClockOffsetMs { get; set; }

    /// <summary>How much faster than true time its clock runs, in millionths.</summary>
    internal int DriftPpm
    {
        set => _node.DriftPpm = value;
    }

    /// <summary>Lets its power go inside a flash operation, so many steps from now.</summary>
    internal void CutPowerInFlash(long steps) => Flash.CutPowerAfter(steps);

    /// <summary>Lets its power go when it touches link or secure element for the n-th time from now.</summary>
    internal void CutPowerAtPort(int touches) => _portTouchesUntilCut = touches;

    /// <summary>Cuts it off from the broker.</summary>
    internal void CutOff() => IsCutOff = true;

    /// <summary>Connects it again.</summary>
    internal void Reconnect()
    {
        IsCutOff = false;
        Wake();
    }

    /// <summary>Its clock is set to something else.</summary>
    internal void JumpClock(long byMs)
    {
        if (Agent is { IsClockSet: true } agent)
        {
            agent.SetTime(_node.UptimeMs, agent.GetTime(_node.UptimeMs) + byMs);
        }

        ClockOffsetMs += byMs;
    }

    /// <summary>Ends every fault of its parts; what is worn out stays so.</summary>
    internal void Mend()
    {
        ElementFaultsPerMillion = 0;
        FlashFaultsPerMillion = 0;
        _portTouchesUntilCut = int.MaxValue;
        ClockOffsetMs = 0;
        Flash.CutPowerAfter(long.MaxValue);
        foreach (FaultySensor sensor in Sensors)
        {
            sensor.Fault = SensorFault.None;
        }

        Reconnect();
        if (!HasPower)
        {
            PowerOn();
        }
    }

    private void WireFaults()
    {
        _bus.FaultAt = _ =>
        {
            TouchPort();
            if (ElementFaultsPerMillion == 0 || !_random.Chance(ElementFaultsPerMillion))
            {
                return BusFault.None;
            }

            BusFault fault = (BusFault)_random.Between((int)BusFault.Unacknowledged, (int)BusFault.Stall);
            _faults.Count("element" + fault);
            return fault;
        };
        Flash.Faults = () =>
        {
            if (FlashFaultsPerMillion == 0 || !_random.Chance(FlashFaultsPerMillion))
            {
                return FlashFault.None;
            }

            FlashFault fault = (FlashFault)_random.Between((int)FlashFault.Refused, (int)FlashFault.FailedButPersisted);
            _faults.Count("flash" + fault);
            return fault;
        };
    }

    private void TouchPort()
    {
        if (_portTouchesUntilCut == int.MaxValue)
        {
            return;
        }

        if (--_portTouchesUntilCut <= 0)
        {
            _portTouchesUntilCut = int.MaxValue;
            throw new PowerCutException();
        }
    }
}
