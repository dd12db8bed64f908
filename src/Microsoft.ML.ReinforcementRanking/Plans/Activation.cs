namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>What a dense node applies to its sums. The numbers are part of the model file.</summary>
internal enum Activation : byte
{
    None = 0,
    Relu = 1,
}
