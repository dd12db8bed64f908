namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>The row of a scored log that is being read.</summary>
internal sealed class ScoredRow(int responseCount, int halfCount = 0)
{
    /// <summary>What intervals redraw, from 0.</summary>
    public int Unit { get; set; }

    /// <summary>From 0, in order of first appearance.</summary>
    public int Session { get; set; }

    /// <summary>Discrete state, from 0; 0 where no state column is named.</summary>
    public int State { get; set; }

    /// <summary>probability / propensity, finite and at least 0.</summary>
    public double Weight { get; set; }

    /// <summary>The weight in each half-sample, with its propensities; NaN where the row is not in it.</summary>
    public double[] HalfWeights { get; } = new double[halfCount];

    /// <summary>Rows of the session before this one.</summary>
    public int Step { get; set; }

    /// <summary>Product of the session's weights before this row; 1 at its first.</summary>
    public double PreviousRatio { get; set; }

    /// <summary>Product of the session's weights up to and with this row.</summary>
    public double Ratio { get; set; }

    /// <summary>Finite; a placebo is the last one.</summary>
    public double[] Responses { get; } = new double[responseCount];

    /// <summary>q(s, a) per response, where the log has it.</summary>
    public double[] ActionValues { get; } = new double[responseCount];

    /// <summary>v(s) = Σ π(a|s) q(s, a) per response, where the log has it.</summary>
    public double[] StateValues { get; } = new double[responseCount];
}
