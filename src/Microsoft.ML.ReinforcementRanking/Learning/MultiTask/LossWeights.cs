using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>ω of each row and task, without gradient: [rows, tasks].</summary>
/// <param name="batch">The rows.</param>
/// <param name="predictions">The network's present predictions, without gradient: [rows, tasks].</param>
/// <param name="targets">Labels, and standardized numbers: [rows, tasks].</param>
internal delegate Tensor LossWeights(TransitionBatch batch, Tensor predictions, Tensor targets);
