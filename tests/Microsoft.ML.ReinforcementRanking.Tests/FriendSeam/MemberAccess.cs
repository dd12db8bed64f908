namespace Microsoft.ML.ReinforcementRanking.Tests.FriendSeam;

/// <summary>Specifies the state of a referenced type or member in the assembly that should contain it.</summary>
internal enum MemberAccess
{
    Missing,
    Internal,
    Public,
}
