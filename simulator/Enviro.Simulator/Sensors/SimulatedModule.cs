namespace Enviro.Simulator;

/// <summary>A module whose output voltage follows a quantity of the world by straight lines: what is behind an input of a <see cref="SimulatedAds1115"/>.</summary>
public sealed class SimulatedModule
{
    private readonly ISimulatedWorld _world;
    private readonly string _quantity;
    private readonly double[] _values;
    private readonly double[] _millivolts;

    /// <summary>Connects a module.</summary>
    /// <param name="world">What it measures.</param>
    /// <param name="quantity">Which quantity of it.</param>
    /// <param name="values">Values of the quantity at the points of its curve, rising or falling.</param>
    /// <param name="millivolts">Its output there in mV; it goes no farther than these.</param>
    public SimulatedModule(ISimulatedWorld world, string quantity, double[] values, double[] millivolts)
    {
        _world = world;
        _quantity = quantity;
        _values = values;
        _millivolts = millivolts;
    }

    /// <summary>Its output now in mV.</summary>
    public double Millivolts()
    {
        double value = _world.ValueOf(_quantity);
        for (int i = 1; i < _values.Length; i++)
        {
            double part = (value - _values[i - 1]) / (_values[i] - _values[i - 1]);
            if (part <= 1 || i == _values.Length - 1)
            {
                return _millivolts[i - 1] + (Math.Clamp(part, 0, 1) * (_millivolts[i] - _millivolts[i - 1]));
            }
        }

        return _millivolts[0];
    }
}
