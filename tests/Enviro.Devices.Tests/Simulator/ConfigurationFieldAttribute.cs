namespace Enviro.Devices.Tests;

/// <summary>Says that a test shows the effect of a field of the configuration zone.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ConfigurationFieldAttribute(string name, int offset, int length) : Attribute
{
    public string Name { get; } = name;

    public int Offset { get; } = offset;

    public int Length { get; } = length;
}
