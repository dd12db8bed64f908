using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents the row of a log that is being read. The next row replaces its values.</summary>
internal sealed class CheckedRow(int responseCount)
{
    /// <summary>The number of the row, from 0.</summary>
    public int Number { get; set; }

    /// <summary>The number of the session, from 0, in the order of first appearance. Without a session column it is the number of the row.</summary>
    public int Session { get; set; }

    /// <summary>A hash of the session, which is the same in other views.</summary>
    public ulong SessionHash { get; set; }

    /// <summary>The time in steps of its column, or 0 without one.</summary>
    public double Time { get; set; }

    /// <summary>The index of the action, or 0 without an action column.</summary>
    public int Action { get; set; }

    /// <summary>The eligible actions. The list is empty without their column.</summary>
    public List<int> Eligible { get; } = [];

    /// <summary>The propensity, or NaN without its column.</summary>
    public double Propensity { get; set; } = double.NaN;

    public double[] Responses { get; } = new double[responseCount];

    /// <summary>The features. The vector is empty without their column.</summary>
    public VBuffer<float> Features;
}
