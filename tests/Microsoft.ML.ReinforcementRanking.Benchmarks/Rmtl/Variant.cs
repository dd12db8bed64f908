using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>Represents a way to fine-tune the same trained network. The first variant of a list is the control.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="NewLearner">Creates the learner, which starts from a copy of the network.</param>
internal sealed record Variant(string Name, Func<TaskLearner> NewLearner);
