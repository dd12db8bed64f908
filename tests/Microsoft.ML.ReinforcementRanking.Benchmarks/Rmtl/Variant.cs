using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>A way to fine-tune the same trained network; the first of a list is the control.</summary>
/// <param name="Name">In the table.</param>
/// <param name="NewLearner">The learner, which starts from a copy of the network.</param>
internal sealed record Variant(string Name, Func<TaskLearner> NewLearner);
