namespace Enviro.Node.Esp32;

/// <summary>GPIO numbers of the ESP32-DevKitC node: the lines <c>devkitc</c> of hardware/node/pins.csv, one constant a signal; a test compares them.</summary>
internal static class DevKitCPins
{
    internal const int I2cSda = 21;
    internal const int I2cScl = 22;
    internal const int ConsoleTx = 17;
    internal const int ConsoleRx = 16;
    internal const int Tamper = 4;
    internal const int Led = 2;
}

/// <summary>GPIO numbers of the M5Stack Core2 for AWS: the lines <c>core2-aws</c> of hardware/node/pins.csv. Its LED hangs on the power chip.</summary>
internal static class Core2AwsPins
{
    internal const int I2cSda = 21;
    internal const int I2cScl = 22;
    internal const int SensorSda = 32;
    internal const int SensorScl = 33;
    internal const int ConsoleTx = 14;
    internal const int ConsoleRx = 13;
    internal const int Tamper = 26;
}
