SELECT 1;;
;;
