namespace Microsoft.ML.ReinforcementRanking.Tests.FriendSeam;

/// <summary>What a referenced type or member is in the assembly that should have it.</summary>
internal enum MemberAccess
{
    Missing,
    Internal,
    Public,
}
