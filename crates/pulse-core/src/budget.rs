//! The retry budget: a client that sees nothing but failure must not double the load.

const CAPACITY: u16 = 500;
const COST: u16 = 5;

/// Tokens for retries: 500 to begin with, 5 a retry, 1 back for each success.
#[derive(Debug, Clone)]
pub(crate) struct Budget(u16);

impl Budget {
    pub(crate) const fn full() -> Self {
        Self(CAPACITY)
    }

    /// Pays for one retry, if there is enough left.
    pub(crate) const fn pay(&mut self) -> bool {
        match self.0.checked_sub(COST) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }

    pub(crate) fn refund(&mut self) {
        self.0 = self.0.wrapping_add(1).min(CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_retries_without_a_success_use_it_up() {
        let mut budget = Budget::full();
        assert_eq!((0..200).filter(|_| budget.pay()).count(), 100);
    }

    #[test]
    fn five_successes_buy_one_retry() {
        let mut budget = Budget::full();
        while budget.pay() {}
        for _ in 0..4 {
            budget.refund();
            assert!(!budget.pay());
        }
        budget.refund();
        assert!(budget.pay());
        assert!(!budget.pay());
    }

    #[test]
    fn it_never_holds_more_than_it_began_with() {
        let mut budget = Budget::full();
        for _ in 0..1_000 {
            budget.refund();
        }
        assert_eq!((0..200).filter(|_| budget.pay()).count(), 100);
    }
}
