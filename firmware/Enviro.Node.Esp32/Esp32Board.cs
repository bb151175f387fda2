using System;
using System.Device.Gpio;
using System.Threading;
using Enviro.Devices;
using Enviro.Devices.Axp192;
using Enviro.Devices.Ds3231;
using Enviro.Devices.Pcf8563;
using Enviro.Wire;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace Enviro.Node.Esp32;

/// <summary>An ESP32 with what a variant has around it.</summary>
internal sealed class Esp32Board : IBoard
{
    private readonly BoardVariant _variant;
    private readonly ClockChip _clock;
    private readonly TamperSwitch _tamper;
    private readonly StatusLight _led;
    private readonly SupplyMeter _supply;
    private readonly Watchdog _watchdog;

    /// <summary>Opens everything on the board but the secure element and the sensors, which stand on the same buses.</summary>
    /// <param name="variant">What it has.</param>
    /// <param name="bus">The bus with clock and power chip.</param>
    /// <param name="wasOpened">Whether the opened enclosure woke the board.</param>
    /// <param name="watchdog">Fed by the program.</param>
    internal Esp32Board(BoardVariant variant, I2cBus bus, bool wasOpened, Watchdog watchdog)
    {
        _variant = variant;
        _watchdog = watchdog;
        GpioController gpio = new GpioController();
        _tamper = new TamperSwitch(gpio, variant.Tamper, wasOpened);
        if (variant.HasPowerChip)
        {
            Axp192Device powerChip = new Axp192Device(bus);
            _clock = new Pcf8563Clock(bus);
            _led = new StatusLight(powerChip);
            _supply = new SupplyMeter(powerChip);
        }
        else
        {
            _clock = new Ds3231Clock(bus);
            _led = new StatusLight(gpio, variant.Led);
            _supply = new SupplyMeter(bus);
        }

        if (_clock.TryRead(out long unixMs))
        {
            SystemTime.Set(unixMs);
        }
    }

    /// <inheritdoc />
    public long UptimeMs => Environment.TickCount64;

    /// <inheritdoc />
    public void Wait(int milliseconds) => Thread.Sleep(milliseconds);

    /// <inheritdoc />
    public bool TakeEnclosureOpened() => _tamper.Take();

    /// <inheritdoc />
    public bool TryReadSupply(out int millivolts) => _supply.TryRead(out millivolts);

    /// <inheritdoc />
    public bool TryReadClock(out long unixMs) => _clock.TryRead(out unixMs) || SystemTime.TryRead(out unixMs);

    /// <inheritdoc />
    public bool TryWriteClock(long unixMs)
    {
        SystemTime.Set(unixMs);
        return _clock.TryWrite(unixMs);
    }

    /// <inheritdoc />
    public void SetLed(bool on) => _led.Set(on);

    /// <inheritdoc />
    public void FeedWatchdog() => _watchdog.Feed();

    /// <inheritdoc />
    public void Restart() => Power.RebootDevice();

    /// <summary>
    /// Sleeps until the time is up or, where the variant can, the closed enclosure is opened: the one thing besides time that a node must not sleep through.
    /// </summary>
    public void DeepSleep(long durationMs)
    {
        Sleep.EnableWakeupByTimer(new TimeSpan(durationMs * 10_000));
        if (_variant.TamperWakes && !_tamper.IsOpen)
        {
            Sleep.EnableWakeupByPin((Sleep.WakeupGpioPin)(1UL << _variant.Tamper), 1);
        }

        Sleep.StartDeepSleep();
    }

    /// <inheritdoc />
    public ILink Connect(NetworkSettings network, string urn)
    {
        MqttLink link = new MqttLink(network, urn);
        link.Start();
        return link;
    }
}
